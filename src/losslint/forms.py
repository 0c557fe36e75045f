"""The two alphabets of losslint: the *form* that a tensor carries and the *expectation* of a loss. Floor 0, pure data.

A form says what is known of a tensor's values (`logits`, `softmax`, …) and what is known beside the name: range,
dimension, number of units. Nothing here knows Python syntax, a framework or a tensor; what an operation does to a
form is `operations.py`.
"""

from __future__ import annotations

import math
from enum import StrEnum

from losslint.place import Place, Step, Trail
from losslint.record import dataclass, field, replace


class FormName(StrEnum):
    """The forms of catalogue.md. `loss` is the value of a loss call, `unknown` the top of the lattice."""

    LOGITS = "logits"
    REAL = "real"
    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log-softmax"
    LOG_SIGMOID = "log-sigmoid"
    LOG_PROBABILITY = "log-probability"
    TANH = "tanh"
    UNIT_INTERVAL = "unit-interval"
    NONNEGATIVE = "nonnegative"
    POSITIVE = "positive"
    LOWER_BOUNDED = "lower-bounded"
    NORMALIZED = "normalized"
    HARD = "hard"
    ONE_HOT = "one-hot"
    CLASS_INDEX = "class-index"
    INPUT_DATA = "input-data"
    LOSS = "loss"
    UNKNOWN = "unknown"


class Expectation(StrEnum):
    """What a loss wants of the graded argument (amendments.md 14); `any` is regression, `unknown` a custom loss."""

    CLASS_LOGITS = "class-logits"
    BINARY_LOGITS = "binary-logits"
    PROBABILITY = "probability"
    CLASS_PROBABILITY = "class-probability"
    LOG_PROBABILITY = "log-probability"
    LOG_DISTRIBUTION = "log-distribution"
    SCORES = "scores"
    ANY = "any"
    RATE = "rate"
    LOG_RATE = "log-rate"
    VARIANCE = "variance"
    DISTANCE = "distance"
    EMBEDDING = "embedding"
    UNKNOWN = "unknown"


class Encoding(StrEnum):
    """What a loss wants of the argument that it grades against. `labels` are zeros and ones or probabilities between;
    `padded-index` are indices of all true classes, then -1; `real` is any number."""

    CLASS_INDEX = "class-index"
    PADDED_INDEX = "padded-index"
    CLASS_PROBABILITIES = "class-probabilities"
    LABELS = "labels"
    SIGNS = "signs"
    DISTRIBUTION = "distribution"
    LOG_DISTRIBUTION = "log-distribution"
    COUNTS = "counts"
    REAL = "real"


class DType(StrEnum):
    """How the values of a tensor are stored."""

    BOOL = "bool"
    UINT8 = "uint8"
    INT8 = "int8"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"
    FLOAT32 = "float32"
    FLOAT64 = "float64"

    @property
    def floating(self) -> bool:
        return "float" in self.value


class OperationKind(StrEnum):
    """What is done to a form; which APIs do it is knowledge."""

    LOG = "log"
    SHARE = "share"  # e / e.sum() of e = exp(x)
    THRESHOLD = "threshold"
    ROUND = "round"
    ARGMAX = "argmax"
    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"
    METRIC = "metric"
    PARAMETER = "parameter"  # of a distribution
    BCE_UNDER_AUTOCAST = "bce-under-autocast"


RANGES: dict[FormName, tuple[float, float]] = {
    FormName.SIGMOID: (0.0, 1.0),
    FormName.SOFTMAX: (0.0, 1.0),
    FormName.LOG_SOFTMAX: (-math.inf, 0.0),
    FormName.LOG_SIGMOID: (-math.inf, 0.0),
    FormName.LOG_PROBABILITY: (-math.inf, 0.0),
    FormName.TANH: (-1.0, 1.0),
    FormName.UNIT_INTERVAL: (0.0, 1.0),
    FormName.NONNEGATIVE: (0.0, math.inf),
    FormName.POSITIVE: (0.0, math.inf),
    FormName.NORMALIZED: (-1.0, 1.0),
    FormName.ONE_HOT: (0.0, 1.0),
    FormName.CLASS_INDEX: (0.0, math.inf),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of a tensor.

    `dim`      the dimension that a softmax or log-softmax normalises over, if known
    `low`/`high`  the range of the values after constant scaling and shifting
    `units`    size of the dimension `units_dim` (-1 after a linear layer, 1 after a convolution); None once an
               operation may have moved or merged that dimension
    `rank`     number of dimensions, where proven
    `dtype`    how the values are stored, where proven
    `implicit` the softmax was given no dimension: the framework chose one by the rank
    `across`   the softmax ran over the samples of a batch, and its classes were taken from the other dimension
    `batch`    the first dimension counts the samples of a batch, or is longer than 1
    `scaled`   a learnt or unknown scale was applied, so that the range says nothing
    `part`     one class, a maximum or a partial sum picked out of a softmax: reads as `sigmoid`
    `mixed`    a mean, a sum or an extreme of several probabilities: no activation of one score any more
    `chosen`   entries picked by an index that is neither constant nor the variable of a loop: labels, or actions taken
    `under`    activations of the sigmoid/softmax family that lie directly beneath this one, outermost first
    `gradient` False once the value was detached
    `because`  for `unknown`: the one fact that was missing (not part of equality)
    `missing_at`  for `unknown`: where that fact was missing (not part of equality)
    `trail`    the places that made it so (not part of equality)
    """

    name: FormName
    dim: int | None = None
    low: float = -math.inf
    high: float = math.inf
    units: int | None = None
    units_dim: int | None = None
    rank: int | None = None
    dtype: DType | None = None
    batch: bool = False
    implicit: bool = False
    across: bool = False
    scaled: bool = False
    part: bool = False
    mixed: bool = False
    chosen: bool = False
    under: tuple[FormName, ...] = ()
    gradient: bool = True
    because: str | None = field(default=None, compare=False)
    missing_at: Place | None = field(default=None, compare=False)
    trail: Trail = field(default=(), compare=False)
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Computed once: forms are hashed far more often than they are made."""
        if not self._hash:
            object.__setattr__(
                self, "_hash", hash((self.name, self.dim, self.low, self.high, self.units, self.under)) or 1
            )
        return self._hash

    def at(self, *steps: Step) -> Form:
        """The same form with more evidence."""
        return replace(self, trail=self.trail + steps)

    @property
    def known(self) -> bool:
        return self.name is not FormName.UNKNOWN


def form(name: FormName | str, trail: Trail = (), **known: object) -> Form:
    """A form with the range that its name implies."""
    name = FormName(name)
    low, high = RANGES.get(name, (-math.inf, math.inf))
    return Form(name, low=low, high=high, trail=trail, **known)  # type: ignore[arg-type]


def unknown(because: str, trail: Trail = (), missing_at: Place | None = None) -> Form:
    """Top: nothing is known, for this reason, and that is missing there."""
    return Form(FormName.UNKNOWN, because=because, missing_at=missing_at, trail=trail)


def join(left: Form, right: Form) -> Form:
    """The least form that covers both: what both agree on. Different names join to `unknown`.

    The evaluator keeps alternatives apart; this join is for values that flow into one tensor (cat, stack, where)
    and for lattice laws. Commutative, associative, idempotent (tests/test_forms.py).
    """
    if left == right:
        return left
    if left.name is not right.name:
        return unknown("different forms meet here", left.trail)
    same = left.units == right.units and left.units_dim == right.units_dim
    return Form(
        left.name,
        dim=left.dim if left.dim == right.dim else None,
        low=min(left.low, right.low),
        high=max(left.high, right.high),
        units=left.units if same else None,
        units_dim=left.units_dim if same else None,
        rank=left.rank if left.rank == right.rank else None,
        dtype=left.dtype if left.dtype == right.dtype else None,
        batch=left.batch and right.batch,
        implicit=left.implicit and right.implicit,
        across=left.across and right.across,
        scaled=left.scaled or right.scaled,
        part=left.part or right.part,
        mixed=left.mixed or right.mixed,
        chosen=left.chosen or right.chosen,
        under=left.under if left.under == right.under else (),
        gradient=left.gradient or right.gradient,
        because=left.because,
        trail=left.trail,
    )


def leq(left: Form, right: Form) -> bool:
    """The order of the lattice: `left` says at least as much as `right`."""
    return join(left, right) == right
