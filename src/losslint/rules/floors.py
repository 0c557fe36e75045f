"""The numbers that messages and pages state: what a loss can still reach on a restricted output. Floor 4.

Pure arithmetic. In: a range of scores or a number of classes; out: the lowest reachable loss in nats. Every
formula is measured on the real framework by tests/test_rule_numbers.py, which optimises free scores down to the floor.
"""

from __future__ import annotations

import math

NOTICEABLE = 0.05  # a floor below this many nats is not worth a finding


def cross_entropy(classes: int, low: float, high: float) -> float:
    """Cross-entropy with the true class at `high` and every other at `low`: ln(1 + (C-1) e^-(high-low))."""
    return math.log1p((classes - 1) * math.exp(low - high))


def bce_with_logits(low: float, high: float) -> tuple[float, float]:
    """Binary cross-entropy on logits in [low, high], for a positive and for a negative: ln(1+e^-high), ln(1+e^low)."""
    return softplus(-high), softplus(low)


def softmax_into_bce_with_logits(classes: int) -> float:
    """BCE-with-logits of a whole softmax against a one-hot target: one score at 1, the others at 0."""
    positive, negative = bce_with_logits(0.0, 1.0)
    return (positive + (classes - 1) * negative) / classes


def softmax_into_bce(classes: int, ones: int) -> float:
    """BCE of a whole softmax against `ones` simultaneous labels: they share the probability 1 evenly."""
    return ones * math.log(ones) / classes


def largest_probability(classes: int) -> float:
    """The most that a softmax can give one class when its scores are probabilities themselves: 1/(1+(C-1)/e)."""
    return math.exp(-cross_entropy(classes, 0.0, 1.0))


def sigmoid(score: float) -> float:
    """The logistic function, for infinite scores too."""
    return 1.0 / (1.0 + math.exp(-score)) if score > -700.0 else 0.0


def softplus(score: float) -> float:
    """ln(1 + e^score) without overflow."""
    return max(score, 0.0) + math.log1p(math.exp(-abs(score)))
