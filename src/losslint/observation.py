"""Observations: where the static and the runtime front end meet, and all that a rule ever sees. Floor 1, pure data.

`Observation` is a closed union: `LossCall` (a loss fed with an output and a target), `Operation` (an operation
applied to a form), `StepOrder` (one training step), `Run` (a whole script). Only the first is filled so far; the others
are declared so that a rule can name the kind it reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from losslint.forms import Encoding, Expectation, Form
from losslint.guards import ALWAYS, Guards
from losslint.place import Place, Trail


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of one call: canonical name (`torch.nn.CrossEntropyLoss`, or `custom`), what it expects, and flags.

    `spelled` is the name as the user wrote it, `class_dim` the dimension of the classes (1 for torch's class losses),
    `reduction` its constant value if known, `trail` where it was made. `also` are further expectations, of which one
    is enough; `against` are the encodings of a target that it takes (none: nothing is declared); `margin` is the constant
    that a margin loss wants between right and wrong.
    """

    name: str
    expects: Expectation
    spelled: str = ""
    reduction: str | None = None
    class_dim: int | None = None
    also: tuple[Expectation, ...] = ()
    against: tuple[Encoding, ...] = ()
    margin: float | None = None
    trail: Trail = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LossCall:
    """One alternative of one loss call: this loss with this output and this target, when `guards` hold.

    `output` may be `unknown` (then `output.because` says why). `in_arithmetic` is True where the loss's value is
    negated or enters other arithmetic than a sum or mean (LL104's gather idiom). `via` is the chain of project calls
    through which the call was reached, outermost first. `others` are further graded arguments with what is expected of them
    (the variance of a Gaussian likelihood).
    """

    place: Place
    argument: Place
    loss: Loss
    output: Form
    target: Form
    guards: Guards = ALWAYS
    in_arithmetic: bool = False
    via: Trail = ()
    others: tuple[tuple[Expectation, Form], ...] = ()


@dataclass(frozen=True, slots=True)
class LossSite:
    """One loss call as it is reached by one outer call: all its alternatives, and what stayed open.

    `complete` is False where not all call sites could be resolved.
    """

    place: Place
    calls: tuple[LossCall, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation applied to a form: log of softmax, argmax, threshold, metric argument."""

    place: Place
    operation: str
    operand: Form
    guards: Guards = ALWAYS


@dataclass(frozen=True, slots=True)
class StepOrder:
    """One training step in order: forward modes, losses computed, what each backward reaches, zero_grad and step."""

    place: Place
    events: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A script: where it trains, evaluates and selects."""

    place: Place
    phases: tuple[tuple[str, Place], ...]


Observation = LossCall | Operation | StepOrder | Run
