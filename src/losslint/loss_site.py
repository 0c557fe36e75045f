"""Loss sites: the observation that both front ends make. Floor 1, pure data.

A part of the union in `observation.py`, in a file of its own because a program that is watched loads this and nothing of what
only source shows.
"""

from __future__ import annotations

from losslint.forms import Encoding, Expectation, Form
from losslint.guards import ALWAYS, Guards
from losslint.place import Place, Trail
from losslint.record import dataclass, field


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
    negated or enters other arithmetic than a sum or mean (LL104's gather idiom), `as_exponent` where `exp(-loss)` is. `via` is the chain of project calls
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
    as_exponent: bool = False
    via: Trail = ()
    others: tuple[tuple[Expectation, Form], ...] = ()

    @property
    def evidence(self) -> Trail:
        """Everything that led here: how the output came about, where the loss was made, the calls between."""
        return (*self.output.trail, *self.loss.trail, *self.via)


@dataclass(frozen=True, slots=True)
class LossSite:
    """One loss call as it is reached by one outer call: all its alternatives, and what stayed open.

    `complete` is False where not all call sites could be resolved.
    """

    place: Place
    calls: tuple[LossCall, ...]
    complete: bool = True
