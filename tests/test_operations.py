"""The table of operations: what each entry says, and the measured facts that it rests on (test_soundness.py: that it is true)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch

from losslint.forms import DType, Form, FormName, form
from losslint.operations import (
    ELLIPSIS,
    FULL,
    KEEPS,
    MASK,
    NEW_AXIS,
    SOME,
    At,
    Span,
    affine,
    binary,
    carry,
    clamp,
    compare,
    exp,
    keep,
    log,
    logit,
    power,
    select,
    unary,
)
from losslint.operations.joining import cat, joined, stack, where
from losslint.operations.reductions import Reduction, extreme, logsumexp, mean, product, total

LOGITS, REAL, SIGMOID, TANH = form("logits"), form("real"), form("sigmoid"), form("tanh")
SOFTMAX, LOG_SOFTMAX = form("softmax", dim=1), form("log-softmax", dim=1)
NORMALIZED, NONNEGATIVE, UNIT, HARD = form("normalized"), form("nonnegative"), form("unit-interval"), form("hard")
DATA, LOSS, UNKNOWN = form("input-data"), form("loss"), form("unknown")
ZEROS = replace(DATA, low=0.0, high=0.0)
COMPARED = replace(UNKNOWN, low=0.0, high=1.0)  # a comparison of what is not known


def name(value: Form) -> str:
    return value.name.value


def bounds(value: Form) -> tuple[float, float]:
    return value.low, value.high


# The table, entry by entry


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("+", LOGITS, LOGITS, "logits"),
        ("-", LOGITS, LOGITS, "logits"),
        ("*", LOGITS, 0.5, "logits"),
        ("/", LOGITS, 0.07, "logits"),
        ("-", 3.0, LOGITS, "logits"),
        ("-", LOGITS, REAL, "real"),  # D(x) - D(fake).mean()
        ("*", LOGITS, SIGMOID, "real"),  # a gate
        ("*", LOGITS, None, "unknown"),  # a mask?
        ("+", LOGITS, DATA, "real"),
        ("-", DATA, REAL, "real"),  # a residual
        ("+", SOFTMAX, DATA, "unknown"),
        ("+", TANH, DATA, "unknown"),
        ("+", ZEROS, LOGITS, "logits"),  # what a sum begins with
        ("+", ZEROS, SOFTMAX, "unknown"),  # a buffer that is filled from call to call?
        ("/", LOGITS, DATA, "real"),  # a temperature
        ("/", SOFTMAX, DATA, "unknown"),
        ("*", LOGITS, DATA, "real"),  # the score of the action that a one-hot row picks
        ("*", LOGITS, COMPARED, "real"),  # a mask
        ("*", SIGMOID, COMPARED, "unknown"),
        ("+", LOGITS, None, "unknown"),
        ("/", LOGITS, REAL, "unknown"),  # min-max normalised?
        ("*", LOGITS, 0.0, "unknown"),
        ("-", 1.0, SIGMOID, "sigmoid"),
        ("-", 1.0, SOFTMAX, "unit-interval"),
        ("*", SIGMOID, SIGMOID, "unit-interval"),
        ("+", SIGMOID, SIGMOID, "real"),
        ("*", SIGMOID, None, "unknown"),
        ("*", TANH, None, "real"),
        ("*", LOG_SOFTMAX, UNIT, "real"),  # a focal product
        ("+", SOFTMAX, 1e-8, "softmax"),
        ("@", NORMALIZED, NORMALIZED, "real"),
        ("@", SOFTMAX, REAL, "unknown"),  # a transition matrix?
        ("@", SOFTMAX, None, "unknown"),
        ("@", SOFTMAX, LOGITS, "real"),  # attention
        ("@", None, LOGITS, "real"),  # neighbours, mixed
        ("@", LOGITS, None, "real"),
        ("@", UNKNOWN, REAL, "unknown"),
        ("**", SIGMOID, 2.0, "unit-interval"),
        ("**", LOGITS, 2.0, "nonnegative"),
        ("**", SIGMOID, None, "unknown"),
        ("**", 2.0, SIGMOID, "unknown"),
        ("//", LOGITS, 2.0, "unknown"),
        ("*", DATA, 2.0, "input-data"),
        ("-", DATA, DATA, "input-data"),
        ("*", LOSS, None, "loss"),
        ("+", LOSS, LOGITS, "loss"),
        ("&", HARD, HARD, "hard"),
    ],
)
def test_binary(op: str, left: Form | float | None, right: Form | float | None, expected: str) -> None:
    assert name(binary(op, left, right)) == expected


@pytest.mark.parametrize("known", [f for f in FormName if f is not FormName.LOSS])
@pytest.mark.parametrize("op", ["+", "-", "*", "/", "**", "@"])
def test_unknown_absorbs(op: str, known: FormName) -> None:
    if op == "@" and known is FormName.LOGITS:
        return  # a mixture of scores is unbounded
    assert not binary(op, form(known), UNKNOWN).known
    assert not binary(op, UNKNOWN, form(known)).known
    assert not binary(op, UNKNOWN, 2.0).known


def test_bounded_forms_carry_their_range_not_their_name() -> None:
    assert bounds(binary("*", TANH, 30.0)) == (-30.0, 30.0)
    assert name(binary("*", TANH, 30.0)) == "real"
    centred = binary("-", binary("*", SIGMOID, 2.0), 1.0)
    assert (name(centred), bounds(centred)) == ("real", (-1.0, 1.0))
    halved = binary("/", binary("+", TANH, 1.0), 2.0)
    assert (name(halved), bounds(halved)) == ("unit-interval", (0.0, 1.0))
    distance = unary("-", NONNEGATIVE)
    assert (name(distance), bounds(distance)) == ("real", (-math.inf, 0.0))


def test_the_average_of_two_softmaxes_is_in_the_unit_interval() -> None:
    assert name(binary("/", binary("+", SOFTMAX, SOFTMAX), 2.0)) == "unit-interval"


def test_a_learnt_scale_leaves_the_range_open() -> None:
    scaled = binary("*", TANH, None)
    assert scaled.scaled
    assert bounds(scaled) == (-math.inf, math.inf)
    assert binary("*", scaled, 3.0).scaled


def test_hand_written_sigmoid_lies_in_the_unit_interval() -> None:
    denominator = binary("+", 1.0, exp(unary("-", LOGITS)))
    assert (name(denominator), denominator.low) == ("positive", 1.0)
    assert name(binary("/", 1.0, denominator)) == "unit-interval"


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        (LOG_SOFTMAX, "softmax"),
        (form("log-sigmoid"), "sigmoid"),
        (LOGITS, "positive"),
        (REAL, "unknown"),
        (TANH, "unknown"),
    ],
)
def test_exp(operand: Form, expected: str) -> None:
    assert name(exp(operand)) == expected


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        (SOFTMAX, "log-softmax"),
        (replace(SOFTMAX, part=True), "log-probability"),
        (SIGMOID, "log-probability"),
        (binary("-", 1.0, SIGMOID), "log-probability"),
        (binary("+", SIGMOID, 1e-7), "log-probability"),
        (UNIT, "log-probability"),
        (LOGITS, "unknown"),
        (TANH, "unknown"),
        (NONNEGATIVE, "unknown"),
        (exp(LOGITS), "real"),
    ],
)
def test_log(operand: Form, expected: str) -> None:
    assert name(log(operand)) == expected


def test_log_of_a_softmax_keeps_its_dimension_and_what_lies_beneath() -> None:
    stacked = carry("softmax", SOFTMAX, 1)
    assert log(stacked) == replace(stacked, name=FormName.LOG_SOFTMAX, low=-math.inf, high=0.0)


@pytest.mark.parametrize(
    ("low", "high", "operand", "expected"),
    [
        (0.0, 1.0, LOGITS, "unit-interval"),
        (1e-7, 1 - 1e-7, SIGMOID, "sigmoid"),
        (1e-8, math.inf, SOFTMAX, "softmax"),
        (0.0, math.inf, LOGITS, "nonnegative"),
        (1e-6, math.inf, LOGITS, "positive"),
        (-10.0, 10.0, LOGITS, "real"),
        (-100.0, math.inf, LOG_SOFTMAX, "log-softmax"),
        (0.0, 1.0, UNKNOWN, "unit-interval"),
        (1e-8, math.inf, UNKNOWN, "unknown"),
        (0.0, math.inf, SIGMOID, "sigmoid"),
    ],
)
def test_clamp(low: float, high: float, operand: Form, expected: str) -> None:
    assert name(clamp(operand, low, high)) == expected


def test_logit_gives_scores() -> None:
    assert name(logit(SIGMOID)) == "logits"
    assert bounds(logit(SIGMOID)) == (-math.inf, math.inf)


def test_comparison_cuts_the_gradient() -> None:
    assert compare(LOGITS, 0.0) == replace(form("hard", gradient=False), low=0.0, high=1.0, dtype=DType.BOOL)


# What lies beneath


@pytest.mark.parametrize(
    ("outer", "operand", "under"),
    [
        ("softmax", SOFTMAX, ("softmax",)),
        ("log-softmax", SOFTMAX, ("softmax",)),
        ("sigmoid", SOFTMAX, ("softmax",)),
        ("sigmoid", SIGMOID, ("sigmoid",)),
        ("softmax", carry("sigmoid", SIGMOID), ("sigmoid", "sigmoid")),
        ("softmax", replace(SOFTMAX, part=True), ("sigmoid",)),
        ("softmax", LOG_SOFTMAX, ()),
        ("log-softmax", LOG_SOFTMAX, ()),
        ("log-softmax", carry("log-softmax", SOFTMAX), ("softmax",)),
        ("softmax", form("log-probability"), ()),
        ("sigmoid", logit(SIGMOID), ()),
        ("sigmoid", binary("*", binary("-", SIGMOID, 0.3), 50.0), ()),
        ("softmax", LOGITS, ()),
        ("tanh", SIGMOID, ()),
    ],
)
def test_under(outer: str, operand: Form, under: tuple[str, ...]) -> None:
    assert carry(outer, operand, 1).under == under


# Subscripts


@pytest.mark.parametrize(
    ("operand", "index", "part", "dim"),
    [
        (SOFTMAX, (FULL, At(1)), True, None),
        (SOFTMAX, (At(0),), False, 0),
        (SOFTMAX, (Span(0, 4),), False, 1),
        (SOFTMAX, (FULL, Span(1, None)), True, 1),
        (SOFTMAX, (FULL, FULL, At(3)), False, 1),
        (SOFTMAX, (SOME, SOME), True, None),
        (SOFTMAX, (MASK,), False, None),
        (SOFTMAX, (NEW_AXIS,), False, 2),
        (form("softmax", dim=-1), (ELLIPSIS, At(1)), True, None),
        (form("softmax", dim=-1), (FULL, At(1)), True, None),  # dimension 1 may be the last
        (form("softmax", dim=-1), (At(0),), False, -1),
        (form("softmax", dim=-1, rank=3), (FULL, At(1)), False, 1),
        (form("softmax", dim=1, rank=4), (ELLIPSIS, At(1)), False, 1),
    ],
)
def test_select_from_a_softmax(operand: Form, index: tuple[Any, ...], part: bool, dim: int | None) -> None:
    taken = select(operand, index)
    assert (taken.name, taken.part) == (FormName.SOFTMAX, part)
    assert part or taken.dim == dim


def test_one_class_of_a_log_softmax_is_a_log_probability() -> None:
    assert name(select(LOG_SOFTMAX, (FULL, At(1)))) == "log-probability"
    assert name(select(LOG_SOFTMAX, (At(0),))) == "log-softmax"


def test_units_follow_slices_of_their_dimension() -> None:
    head = form("logits", units=10, units_dim=-1)
    assert select(head, (ELLIPSIS, Span(0, 4))).units == 4
    assert select(head, (ELLIPSIS, At(0))).units is None
    assert select(head, (Span(0, 4),)).units == 10
    assert select(head, (FULL, Span(0, 4))).units is None  # may be another dimension


# Reductions


@pytest.mark.parametrize(
    ("reduce", "operand", "dims", "expected"),
    [
        (total, LOGITS, (1,), "logits"),
        (total, LOGITS, None, "real"),
        (total, SIGMOID, (1,), "unknown"),  # an expected count
        (total, SOFTMAX, (1,), "unknown"),  # one
        (total, replace(SOFTMAX, part=True), (1,), "softmax"),  # foreground: part of a distribution
        (total, LOG_SOFTMAX, (1,), "real"),
        (total, NONNEGATIVE, (1,), "nonnegative"),
        (mean, SOFTMAX, (0,), "softmax"),  # an ensemble
        (mean, SOFTMAX, (1,), "unknown"),
        (mean, SIGMOID, None, "sigmoid"),
        (mean, LOGITS, (2, 3), "logits"),
        (mean, LOG_SOFTMAX, (0,), "log-probability"),
        (extreme, SOFTMAX, (2,), "unit-interval"),
        (extreme, SOFTMAX, (1,), "softmax"),  # the most probable class
        (extreme, LOGITS, None, "real"),
        (product, SIGMOID, (1,), "unit-interval"),
        (product, SOFTMAX, (0,), "unit-interval"),
        (product, LOGITS, (1,), "unknown"),
        (logsumexp, LOGITS, (1,), "real"),
        (logsumexp, LOG_SOFTMAX, (0,), "real"),
        (logsumexp, SIGMOID, (0,), "unknown"),
    ],
)
def test_reductions(reduce: Reduction, operand: Form, dims: tuple[int, ...] | None, expected: str) -> None:
    assert name(reduce(operand, dims)) == expected


def test_the_most_probable_class_is_part_of_the_distribution() -> None:
    assert extreme(SOFTMAX, (1,)).part
    assert not mean(SOFTMAX, (0,)).part


def test_dimensions_are_renumbered_by_a_reduction() -> None:
    assert mean(SOFTMAX, (0,)).dim == 0
    assert mean(SOFTMAX, (2, 3)).dim == 1
    assert mean(SOFTMAX, (0,), keepdim=True).dim == 1
    assert mean(form("logits", units=3, units_dim=1, rank=4), (2, 3)) == form("logits", units=3, units_dim=1, rank=2)
    assert mean(form("logits", units=3, units_dim=-1), (-1,)).units is None


# Several tensors


def test_joining() -> None:
    assert name(joined([LOGITS, REAL])) == "real"
    assert name(joined([SIGMOID, SOFTMAX])) == "unit-interval"
    assert not joined([LOGITS, SIGMOID]).known
    assert not joined([]).known


def test_classes_of_a_softmax_that_a_mask_leaves_add_up_to_a_probability() -> None:
    some = binary("*", SOFTMAX, form("one-hot"))
    assert name(some) == "unit-interval"
    assert name(total(some, (1,), keepdim=True)) == "unit-interval"
    assert not total(cat([some, some], 1), (1,)).known
    assert not total(some, (0,)).known


def test_ones_beside_probabilities_are_probabilities_and_a_guard_in_a_maximum() -> None:
    ones = replace(form("input-data"), low=1.0, high=1.0)
    assert name(cat([ones, SIGMOID], 1)) == "unit-interval"
    assert not cat([replace(ones, low=0.0), LOGITS, SIGMOID], 1).known
    assert not joined([SIGMOID, ones]).known


def test_cat_adds_units_on_their_dimension() -> None:
    left, right = form("logits", units=3, units_dim=-1), form("logits", units=2, units_dim=-1)
    assert cat([left, right], -1).units == 5
    assert cat([left, left], 0).units == 3
    assert cat([left], -1).units is None  # one form may stand for a list of any length


def test_softmaxes_side_by_side_are_no_softmax() -> None:
    assert name(cat([SOFTMAX, SOFTMAX], 1)) == "unit-interval"
    assert name(cat([SOFTMAX, SOFTMAX], 0)) == "softmax"
    assert stack([SOFTMAX, SOFTMAX], 0).dim == 2


def test_two_log_sigmoids_side_by_side_are_log_probabilities() -> None:
    pair = form("log-sigmoid")
    assert name(stack([pair, pair], 1)) == "log-probability"
    assert name(cat([pair, pair], -1)) == "log-probability"


def test_masked_scores_stay_scores() -> None:
    assert name(where(LOGITS, -math.inf)) == "logits"
    assert name(where(SIGMOID, 0.0)) == "sigmoid"
    assert bounds(where(SIGMOID, -1.0)) == (-1.0, 1.0)
    assert not where(SIGMOID, None).known


# Measured facts that the table rests on


def test_dropout_in_training_scales_probabilities_beyond_one() -> None:
    torch.manual_seed(0)
    dropped = torch.nn.functional.dropout(torch.full((1000,), 0.9), 0.5)
    assert float(dropped.max()) == pytest.approx(1.8)
    for probability in ("sigmoid", "softmax", "unit-interval", "log-softmax", "tanh"):
        assert not keep("scaled", form(probability)).known
    for kept in ("logits", "real", "nonnegative"):
        assert name(keep("scaled", form(kept))) == kept


def test_max_pooling_of_a_softmax_stays_in_range_and_sums_to_more_than_one() -> None:
    torch.manual_seed(0)
    pooled = torch.nn.functional.max_pool2d(torch.randn(1, 3, 8, 8).softmax(1), 2)
    assert float(pooled.max()) <= 1.0
    assert float(pooled.sum(1).max()) > 1.1
    assert name(keep("max_pooled", SOFTMAX)) == "unit-interval"


def test_average_pooling_keeps_a_softmax_over_channels() -> None:
    torch.manual_seed(0)
    pooled = torch.nn.functional.avg_pool2d(torch.randn(1, 3, 8, 8).softmax(1), 2)
    assert torch.allclose(pooled.sum(1), torch.ones(1, 4, 4), atol=1e-5)
    assert keep("averaged", SOFTMAX) == SOFTMAX


def test_bicubic_leaves_the_unit_interval() -> None:
    image = torch.zeros(1, 1, 8, 8)
    image[..., 2:6, 2:6] = 1.0
    resized = torch.nn.functional.interpolate(image, scale_factor=4, mode="bicubic")
    assert float(resized.max()) > 1.1
    assert float(resized.min()) < -0.05
    assert not keep("overshooting", SIGMOID).known
    assert keep("overshooting", LOGITS) == LOGITS


def test_log_softmax_twice_changes_nothing() -> None:
    once = torch.randn(5, 7).log_softmax(1)
    assert torch.allclose(once.log_softmax(1), once, atol=1e-6)


def test_softmax_of_log_probabilities_gives_the_distribution_back() -> None:
    distribution = torch.randn(5, 7).softmax(1)
    assert torch.allclose(distribution.log().softmax(1), distribution, atol=1e-6)


@pytest.mark.parametrize("how", KEEPS)
def test_every_pass_through_accepts_every_form(how: str) -> None:
    for kind in FormName:
        assert isinstance(keep(how, form(kind)), Form)


@pytest.mark.parametrize(
    "how",
    sorted(
        set(KEEPS)
        - {
            "stepped",
            "decided",
            "decided_in_place",
            "sampled",
            "places",
            "normalised_to_one",
            "cosine",
            "length",
            "oscillating",
            "mixture",
            "normalised",
        }
    ),
)
def test_pass_throughs_keep_unknown_unknown(how: str) -> None:
    assert not keep(how, UNKNOWN).known


def test_powers_do_not_overflow() -> None:
    assert power(form("positive"), 400.0).high == math.inf
    assert power(affine(SIGMOID, 1e6, 0.0), 400.0).high == math.inf
