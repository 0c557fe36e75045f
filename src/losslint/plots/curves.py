"""The formulas behind a rule's number: loss and gradient over the score, for the pair as it was found and as it should be.

In: a rule's code. Out: a `Drawing` of two curves; or None for a rule of which a curve shows nothing. Floor 5, pure
arithmetic; tests/test_curves.py holds every formula against torch.

The score is that of one output. Among classes it is the true class's, the scores of the nine others are 0; of a yes/no
answer it is the only one, and the label is 0 where `label` says so. Gradients are with respect to it. What 32-bit floats
make of a formula is part of it where the rule is about that.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

from losslint.record import dataclass
from losslint.rules.floors import sigmoid, softplus

CLASSES = 10
OTHERS = CLASSES - 1
CLAMPED = 100.0  # BCELoss lets no logarithm go below -100
Function = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Curve:
    """Loss in nats and its gradient, both of the score."""

    label: str
    loss: Function
    gradient: Function


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pair as it was found, the pair as it should be, and the range of scores in which they part.

    `sides` are a confident wrong, a hesitant and a right prediction, as scores.
    """

    wrong: Curve
    right: Curve
    low: float = -8.0
    high: float = 8.0
    sides: tuple[float, float, float] = (-6.0, 0.0, 6.0)
    label: str = "score of the true class"


def drawing(code: str) -> Drawing | None:
    """What can be drawn of a rule."""
    return DRAWINGS.get(code)


# -- right pairs -------------------------------------------------------------------------------------------------------


def probability(score: float) -> float:
    """The softmax's probability of the true class."""
    return sigmoid(score - math.log(OTHERS))


def cross_entropy(score: float) -> float:
    return softplus(math.log(OTHERS) - score)


def cross_entropy_gradient(score: float) -> float:
    return probability(score) - 1.0


CROSS_ENTROPY = Curve("CrossEntropyLoss on scores", cross_entropy, cross_entropy_gradient)
NEGATIVE = Curve("BCEWithLogitsLoss on the score, label 0", softplus, sigmoid)
POSITIVE = Curve("BCEWithLogitsLoss on the score, label 1", lambda x: softplus(-x), lambda x: -sigmoid(-x))


# -- an activation too many --------------------------------------------------------------------------------------------


def graded_again(true: Function, slope: Function, other: Function, other_slope: Function) -> tuple[Function, Function]:
    """Cross-entropy whose scores are what an activation made of the score: `true` of the true class, `other` of the
    nine others, with their slopes."""

    def loss(score: float) -> float:
        return softplus(math.log(OTHERS) + other(score) - true(score))

    def gradient(score: float) -> float:
        share = sigmoid(math.log(OTHERS) + other(score) - true(score))
        return share * (other_slope(score) - slope(score))

    return loss, gradient


def spread(probability_of: Function) -> Function:
    return lambda score: probability_of(score) * (1.0 - probability_of(score))


def rest(score: float) -> float:
    return (1.0 - probability(score)) / OTHERS


def rest_slope(score: float) -> float:
    return -spread(probability)(score) / OTHERS


def tanh_slope(score: float) -> float:
    return 1.0 - math.tanh(score) ** 2


SOFTMAX = graded_again(probability, spread(probability), rest, rest_slope)
SIGMOID = graded_again(sigmoid, spread(sigmoid), lambda _: 0.5, lambda _: 0.0)
TANH = graded_again(math.tanh, tanh_slope, lambda _: 0.0, lambda _: 0.0)


def sigmoid_again(score: float) -> float:
    return softplus(sigmoid(score))


def sigmoid_again_gradient(score: float) -> float:
    return sigmoid(sigmoid(score)) * spread(sigmoid)(score)


def softmax_into_bce_with_logits(score: float) -> float:
    return (softplus(-probability(score)) + OTHERS * softplus(rest(score))) / CLASSES


def softmax_into_bce_with_logits_gradient(score: float) -> float:
    up = -sigmoid(-probability(score)) * spread(probability)(score)
    down = OTHERS * sigmoid(rest(score)) * rest_slope(score)
    return (up + down) / CLASSES


def labels_alone(score: float) -> float:
    return (softplus(-score) + OTHERS * softplus(0.0)) / CLASSES


def labels_alone_gradient(score: float) -> float:
    return -sigmoid(-score) / CLASSES


# -- what 32-bit floats make of it -------------------------------------------------------------------------------------


def single(number: float) -> float:
    """The nearest 32-bit float."""
    return float(struct.unpack("f", struct.pack("f", number))[0])


def logarithm(number: float) -> float:
    return math.log(number) if number > 0.0 else -math.inf


def log_of_softmax(score: float) -> float:
    return -logarithm(single(probability(score)))


def log_of_softmax_gradient(score: float) -> float:
    return math.nan if math.isinf(log_of_softmax(score)) else cross_entropy_gradient(score)


def rest_of_sigmoid(score: float) -> float:
    """1 - 1 / (1 + e^-x), each step a 32-bit float: exactly 0 from 16.64 on."""
    return single(1.0 - single(1.0 / single(1.0 + single(math.exp(-score)))))


def log_of_sigmoid(score: float) -> float:
    return -logarithm(rest_of_sigmoid(score))


def log_of_sigmoid_gradient(score: float) -> float:
    return math.nan if math.isinf(log_of_sigmoid(score)) else sigmoid(score)


def clamped(score: float) -> float:
    return min(CLAMPED, log_of_sigmoid(score))


def clamped_gradient(score: float) -> float:
    return 0.0 if math.isinf(log_of_sigmoid(score)) else sigmoid(score)


def exponential(score: float) -> float:
    return math.exp(score) if score < 88.72 else math.inf


def share(score: float) -> float:
    """e^x / (e^x + 9): inf / inf once the exponential overflows."""
    e = exponential(score)
    return e / (e + OTHERS)


def written_out(score: float) -> float:
    return -math.log(share(score)) if not math.isnan(share(score)) else math.nan


def written_out_gradient(score: float) -> float:
    return share(score) - 1.0


# -- the table ---------------------------------------------------------------------------------------------------------

NEGATIVE_SIDES = (6.0, 0.0, -6.0)  # of a negative, a high score is the confident mistake
NO = "score, label 0"
NEVER = Curve("CrossEntropyLoss over one unit", lambda _: 0.0, lambda _: 0.0)
STACKED = Curve("NLLLoss on a log-softmax of a softmax", *SOFTMAX)

DRAWINGS = {
    "LL101": Drawing(Curve("CrossEntropyLoss on a softmax", *SOFTMAX), CROSS_ENTROPY),
    "LL102": Drawing(
        Curve("BCEWithLogitsLoss on a sigmoid, label 0", sigmoid_again, sigmoid_again_gradient),
        NEGATIVE,
        sides=NEGATIVE_SIDES,
        label=NO,
    ),
    "LL104": Drawing(
        Curve("NLLLoss on a softmax", lambda x: -probability(x), lambda x: -spread(probability)(x)), CROSS_ENTROPY
    ),
    "LL105": Drawing(
        Curve("BCEWithLogitsLoss on a softmax", softmax_into_bce_with_logits, softmax_into_bce_with_logits_gradient),
        Curve("BCEWithLogitsLoss on scores", labels_alone, labels_alone_gradient),
    ),
    "LL106": Drawing(Curve("CrossEntropyLoss on a sigmoid", *SIGMOID), CROSS_ENTROPY),
    "LL107": Drawing(Curve("CrossEntropyLoss on a tanh", *TANH), CROSS_ENTROPY),
    "LL110": Drawing(STACKED, CROSS_ENTROPY),
    "LL111": Drawing(NEVER, POSITIVE, label="score"),
    "LL116": Drawing(
        Curve(
            "MSELoss on a sigmoid, label 1",
            lambda x: sigmoid(-x) ** 2,
            lambda x: -2.0 * sigmoid(-x) * spread(sigmoid)(x),
        ),
        POSITIVE,
        label="score, label 1",
    ),
    "LL301": Drawing(
        Curve("log of a softmax, 32 bits", log_of_softmax, log_of_softmax_gradient),
        CROSS_ENTROPY,
        low=-130.0,
        high=20.0,
        sides=(-110.0, 0.0, 15.0),
    ),
    "LL302": Drawing(
        Curve("log of 1 - sigmoid, 32 bits", log_of_sigmoid, log_of_sigmoid_gradient),
        NEGATIVE,
        low=-8.0,
        high=24.0,
        sides=(20.0, 0.0, -6.0),
        label=NO,
    ),
    "LL304": Drawing(
        Curve("BCELoss on a sigmoid, 32 bits", clamped, clamped_gradient),
        NEGATIVE,
        low=-8.0,
        high=24.0,
        sides=(20.0, 0.0, -6.0),
        label=NO,
    ),
    "LL307": Drawing(
        Curve("hand-written softmax, 32 bits", written_out, written_out_gradient),
        CROSS_ENTROPY,
        low=-20.0,
        high=100.0,
        sides=(-10.0, 0.0, 95.0),
    ),
}
DRAWINGS["LL303"] = DRAWINGS["LL302"]
