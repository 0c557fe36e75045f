"""Observations: where the static and the runtime front end meet, and all that a rule ever sees. Floor 1, pure data.

`Observation` is a closed union: `LossSite` (a loss fed with an output and a target: `loss_site.py`), `Operation` (an
operation applied to a form), `Step` (one training step: what its error signal reaches), `Run` (a whole script). A rule names
the kind that it reads.
"""

from __future__ import annotations

from enum import StrEnum

from losslint.forms import Expectation, Form, OperationKind
from losslint.guards import ALWAYS, Guards
from losslint.loss_site import Loss, LossSite
from losslint.place import Place, Trail
from losslint.record import dataclass


class Trait(StrEnum):
    """How an operand was written, or what its result is used for."""

    NEARBY = "nearby"  # the activation under it is applied in the same function
    COMPLEMENT = "complement"  # one minus a probability
    UPRIGHT = "upright"  # the activation as it is, and certainly not one minus it
    NEGATED = "negated"  # a likelihood becomes a loss
    WEIGHTED = "weighted"  # by a target, or by how good an action was
    ENTROPY = "entropy"  # multiplied by what it is taken of, or squared


@dataclass(frozen=True, slots=True)
class Operation:
    """One alternative of an operation applied to a form: a logarithm, an argmax, a threshold, what a metric or a
    distribution is given.

    `operation` is the kind, `spelled` the name as the user wrote it, `argument` the place of the operand. `dim` is the
    dimension that an argmax runs over, `number` the constant of a threshold, `expects` what a metric or a distribution wants
    and `parameter` the name of the parameter that wants it, `traits` whatever else is known of how the operand was written or
    is used. `trained` are the losses that grade the very same output elsewhere in the project. `via` as in `LossCall`.
    """

    place: Place
    operation: OperationKind
    operand: Form
    guards: Guards = ALWAYS
    argument: Place | None = None
    spelled: str = ""
    dim: int | None = None
    number: float | None = None
    expects: Expectation | None = None
    parameter: str = ""
    traits: frozenset[Trait] = frozenset()
    trained: tuple[Loss, ...] = ()
    trail: Trail = ()
    via: Trail = ()

    @property
    def evidence(self) -> Trail:
        """Everything that led here: how the operand came about, what else counts, the calls between."""
        return (*self.operand.trail, *self.trail, *self.via)


@dataclass(frozen=True, slots=True)
class OperationSite:
    """One operation at its place: all its alternatives, and whether every way to it could be resolved."""

    place: Place
    operations: tuple[Operation, ...]


class Ending(StrEnum):
    """How a gradient ends."""

    DETACHED = "detached"  # detach(), .data: the same value, cut off
    NUMBER = "number"  # item(), float(), numpy(): a Python number or an array
    REBUILT = "rebuilt"  # torch.tensor(x), Variable(x): a new tensor of the same value
    NO_GRAD = "no-grad"  # computed while gradients are switched off
    HARD = "hard"  # argmax, comparisons, integers: nothing to differentiate
    FLAT = "flat"  # round, sign, floor: a step function, its gradient is 0 wherever it exists
    METRIC = "metric"  # accuracy, F1, …: a count


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a gradient ends: how, and by what (`argmax`)."""

    ending: Ending
    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class Gradient:
    """What flows back from a value. `flows`: a gradient does, or nothing is known. If it certainly does not, `cuts` are
    the places where it ends (none: a constant or data), and `relabelled` is where the cut value was declared to require a
    gradient, which then ends there."""

    flows: bool
    cuts: tuple[Cut, ...] = ()
    relabelled: Cut | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of what is backpropagated. `spelled`: the function that computes it, if it is a call of a known loss or of
    the project's own; `loss`: the known loss whose value it is; `graded`: what flows back from the output that it grades;
    `reduced`: a sum or mean was taken, or there is but one number; `negative`: it is subtracted."""

    place: Place
    gradient: Gradient
    spelled: str = ""
    loss: Loss | None = None
    graded: Gradient | None = None
    reduced: bool = False
    negative: bool = False
    via: Trail = ()


@dataclass(frozen=True, slots=True)
class Backward:
    """A call that sends the error signal back: what it is sent from, as a whole and term by term (none: not taken apart).

    `given`: a gradient is handed in, so that the value need not be a scalar. `guards`: the conditions it stands under."""

    place: Place
    objective: Place
    gradient: Gradient
    terms: tuple[Term, ...] = ()
    given: bool = False
    guards: Guards = ALWAYS


class EventKind(StrEnum):
    """What happens to the error signal."""

    LOSS = "loss"  # a known loss is computed
    BACKWARD = "backward"  # gradients are added up
    CLEAR = "clear"  # the gradients of an optimiser's parameters are thrown away
    UPDATE = "update"  # an optimiser uses them
    UNKNOWN = "unknown"  # a call of which it is not known what it does to them


@dataclass(frozen=True, slots=True)
class Event:
    """One call in a training step. `subject` numbers the optimiser (None: none, or any), `certain` says that it is known to
    be one; `conditions` and `loops` name what the call stands under, `escapes` says that a loss leaves the function."""

    kind: EventKind
    place: Place
    spelled: str
    subject: int | None = None
    certain: bool = True
    conditions: frozenset[int] = frozenset()
    loops: tuple[int, ...] = ()
    escapes: bool = False
    made: Trail = ()


class LeftoverKind(StrEnum):
    """What becomes of a loss beside being sent back."""

    DROPPED = "dropped"  # nobody reads it
    TOTAL = "total"  # it is added to a total, with its graph


@dataclass(frozen=True, slots=True)
class Leftover:
    """A loss at `place`: the name that it is given or added to, its expression, the `backward` beside it, and where the name is
    assigned anew."""

    kind: LeftoverKind
    place: Place
    name: str
    spelled: str
    sent: Place
    again: Place | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A model, or a `part` of it, that is a new module since the optimiser was built from its parameters; it steps later."""

    place: Place
    name: str
    part: bool
    built: Place
    steps: Place
    optimiser: str


@dataclass(frozen=True, slots=True)
class Ascent:
    """A step that makes a loss larger, at `place`: its negation is sent back (`default`), or its gradient is added to the
    parameters (`by-hand`). `other`: where the optimiser steps, or where the loss is sent back."""

    case: str
    place: Place
    loss: str
    other: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One training step: the function, loop body or script at `place`. `events` stand in the order of its text; `words` are
    those of its names that tell that gradients may be set, cleared or sent back in ways that no event shows."""

    place: Place
    backwards: tuple[Backward, ...] = ()
    events: tuple[Event, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    ascents: tuple[Ascent, ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dropout:
    """A dropout function at `place` that no mode switches off, though the module around it (`module`) has one."""

    place: Place
    spelled: str
    module: str


@dataclass(frozen=True, slots=True)
class Grading:
    """A known loss at `place`, computed without training on a module that trains. `layer`: the Dropout or BatchNorm in it, if
    the module is certainly still in training mode; `trained_on`: the names of the losses that it trains on, if all are
    known; `trained`: where one of them is."""

    place: Place
    loss: str
    spelled: str
    layer: str = ""
    trained_on: tuple[str, ...] = ()
    trained: Place | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """A comparison at `place` that decides whether a model is saved, by a loss of training (`trained`)."""

    place: Place
    test: str
    saved: Place
    trained: Place


class RunKind(StrEnum):
    """What is asked of a run; each is the predicate of a rule (rules/runs.py)."""

    NEVER_OFF = "never_off"
    IN_TRAINING_MODE = "in_training_mode"
    ANOTHER_OBJECTIVE = "another_objective"
    BY_TRAINING_LOSS = "by_training_loss"
    NOTHING_HELD_OUT = "nothing_held_out"


@dataclass(frozen=True, slots=True)
class Run:
    """A script or module of the project, at `place`: what its losses are taken as evidence of.

    `dropouts`: those that stay on in evaluation; `gradings`: losses without training; `selected`: checkpoints by the loss
    of training; `trains`: where it sends a loss back, if nothing in the project grades anything without training."""

    place: Place
    dropouts: tuple[Dropout, ...] = ()
    gradings: tuple[Grading, ...] = ()
    selected: tuple[Selected, ...] = ()
    trains: Place | None = None


Observation = LossSite | OperationSite | Step | Run
