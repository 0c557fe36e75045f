"""What the rules say about one alternative (`judge`), and what must and may be wrong at a site (`verdict`)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint.diagnostic import Severity
from losslint.forms import Expectation, Form, FormName, form, unknown
from losslint.guards import SHOWN, Guard, either_text, joined_text
from losslint.loss_site import Loss, LossCall, LossSite
from losslint.place import Place, Step
from losslint.rules.inventory import INCOMPLETE, NOTHING
from losslint.rules.proof import said
from losslint.rules.verdict import judge, verdict

HERE = Place("train.py", 9, 1, 9, 30)
NAMES = {
    Expectation.CLASS_LOGITS: "torch.nn.CrossEntropyLoss",
    Expectation.BINARY_LOGITS: "torch.nn.BCEWithLogitsLoss",
    Expectation.PROBABILITY: "torch.nn.BCELoss",
    Expectation.LOG_PROBABILITY: "torch.nn.NLLLoss",
    Expectation.ANY: "torch.nn.functional.mse_loss",
    Expectation.UNKNOWN: "custom",
}


def loss(expects: str, **known: Any) -> Loss:
    expectation = Expectation(expects)
    return Loss(NAMES.get(expectation, f"some.{expectation}"), expectation, **known)


def call(
    output: Form, graded_by: Loss, *, target: Form | None = None, guards: tuple[Guard, ...] = (), **known: Any
) -> LossCall:
    missing = unknown("a target from a loader")
    return LossCall(HERE, HERE, graded_by, output, target or missing, frozenset(guards), **known)


def codes(output: Form, expects: str, *, target: Form | None = None, **known: Any) -> dict[str, str]:
    return {found.code: str(found.severity) for found in judge(call(output, loss(expects), target=target, **known))}


def units(name: str, number: int, **known: Any) -> Form:
    facts: dict[str, Any] = {"units": number, "units_dim": -1, **known}
    return form(name, **facts)


def ranged(name: str, low: float, high: float) -> Form:
    return Form(FormName(name), low=low, high=high)


CE, BCEL, BCE, NLL, ANY = "class-logits", "binary-logits", "probability", "log-probability", "any"
ERROR, WARNING, ADVICE = "error", "warning", "advice"


# One alternative: several expectations, several graded arguments


def test_an_output_that_fits_one_of_several_expectations_is_right() -> None:
    overlap = loss(BCE, also=(Expectation.CLASS_PROBABILITY,))
    assert judge(call(form("softmax"), overlap)) == ()
    assert [found.code for found in judge(call(form("logits"), overlap))] == ["LL103"]


def test_what_is_said_of_an_overlap_is_not_said_of_a_cross_entropy() -> None:
    dice = Loss("some.DiceLoss", Expectation.PROBABILITY)
    said, plain = (judge(call(form("logits"), by))[0] for by in (dice, loss(BCE)))
    assert "raises" in plain.message
    assert "BCEWithLogitsLoss" in plain.help
    assert "raises" not in said.message
    assert "BCE" not in said.help


def test_the_variance_is_graded_beside_the_mean() -> None:
    gaussian = loss(ANY)
    wrong = call(form("real"), gaussian, others=((Expectation.VARIANCE, form("logits")),))
    right = call(form("real"), gaussian, others=((Expectation.VARIANCE, form("positive")),))
    assert [found.code for found in judge(wrong)] == ["LL114"]
    assert judge(right) == ()


# One alternative: the cells


@pytest.mark.parametrize(
    ("carried", "expects", "wanted"),
    [
        ("logits", CE, {}),
        ("softmax", CE, {"LL101": ERROR}),
        ("sigmoid", CE, {"LL106": ERROR}),
        ("tanh", CE, {"LL107": WARNING}),
        ("unit-interval", CE, {"LL107": WARNING}),
        ("nonnegative", CE, {"LL107": WARNING}),
        ("positive", CE, {}),
        ("log-sigmoid", CE, {}),
        ("log-softmax", CE, {"LL108": ADVICE}),
        ("log-probability", CE, {"LL108": ADVICE}),
        ("normalized", CE, {"LL107": WARNING}),
        ("real", CE, {}),
        ("logits", BCEL, {}),
        ("sigmoid", BCEL, {"LL102": ERROR}),
        ("softmax", BCEL, {"LL105": ERROR}),
        ("tanh", BCEL, {"LL107": WARNING}),
        ("nonnegative", BCEL, {"LL107": WARNING}),
        ("positive", BCEL, {"LL107": WARNING}),
        ("log-softmax", BCEL, {"LL107": WARNING}),
        ("log-sigmoid", BCEL, {"LL107": WARNING}),
        ("log-probability", BCEL, {"LL107": WARNING}),
        ("real", BCEL, {}),
        ("sigmoid", BCE, {"LL304": ADVICE}),
        ("unit-interval", BCE, {}),
        ("real", BCE, {}),
        ("logits", BCE, {"LL103": ERROR}),
        ("lower-bounded", BCE, {"LL103": ERROR}),
        ("softmax", BCE, {"LL105": ADVICE}),
        ("tanh", BCE, {"LL109": ERROR}),
        ("nonnegative", BCE, {"LL109": ERROR}),
        ("positive", BCE, {"LL109": ERROR}),
        ("log-softmax", BCE, {"LL109": ERROR}),
        ("log-sigmoid", BCE, {"LL109": ERROR}),
        ("log-probability", BCE, {"LL109": ERROR}),
        ("normalized", BCE, {"LL109": ERROR}),
        ("log-softmax", NLL, {}),
        ("log-probability", NLL, {}),
        ("real", NLL, {}),
        ("logits", NLL, {"LL104": ERROR}),
        ("softmax", NLL, {"LL104": ERROR}),
        ("sigmoid", NLL, {"LL104": ERROR}),
        ("tanh", NLL, {"LL104": ERROR}),
        ("unit-interval", NLL, {"LL104": ERROR}),
        ("nonnegative", NLL, {"LL104": ERROR}),
        ("positive", NLL, {"LL104": ERROR}),
        ("log-sigmoid", NLL, {"LL104": WARNING}),
        ("sigmoid", "class-probability", {"LL106": ERROR}),
        ("logits", "class-probability", {"LL103": ERROR}),
        ("softmax", "class-probability", {}),
        ("softmax", ANY, {}),
        ("unknown", CE, {}),
        ("softmax", "unknown", {}),
    ],
)
def test_cell(carried: str, expects: str, wanted: dict[str, str]) -> None:
    assert codes(form(carried), expects) == wanted


# One alternative: the range test (LL101, LL102, LL106, LL107)


@pytest.mark.parametrize(
    ("code", "carried", "expects"),
    [("LL101", "softmax", CE), ("LL106", "sigmoid", CE), ("LL102", "sigmoid", BCEL), ("LL107", "tanh", CE)],
)
def test_a_learnt_scale_is_silent(code: str, carried: str, expects: str) -> None:
    assert code in codes(form(carried), expects)
    assert codes(form(carried, scaled=True), expects) == {}


@pytest.mark.parametrize(
    ("low", "high", "number", "reported"),
    [(-10, 10, 10, False), (-1, 1, 10, True), (-30, 30, 1000, False), (-2.5, 2.5, 2, False), (-2.5, 2.5, 10, True)],
)
def test_the_range_and_the_number_of_classes_decide(low: float, high: float, number: int, reported: bool) -> None:
    """ln(1+e^-5) is 0.007 for two classes, ln(1+9 e^-5) is 0.059 for ten."""
    output = Form(FormName.REAL, low=low, high=high, units=number, units_dim=-1)
    assert ("LL107" in codes(output, CE)) is reported


@pytest.mark.parametrize(
    ("low", "high", "reported"),
    [
        (0, math.inf, True),
        (-0.278, math.inf, True),
        (-4, math.inf, False),
        (-math.inf, 0, True),
        (-math.inf, 3, False),
        (-4, 4, False),
    ],
)
def test_binary_logits_with_one_bound(low: float, high: float, reported: bool) -> None:
    assert ("LL107" in codes(ranged("lower-bounded", low, high), BCEL)) is reported


def test_an_unknown_number_of_classes_counts_as_two() -> None:
    output = Form(FormName.REAL, low=-2.5, high=2.5)
    assert codes(output, CE) == {}
    assert codes(replace(output, units=10, units_dim=-1), CE) == {"LL107": WARNING}


def test_a_clipped_class_score_is_reported_without_a_floor() -> None:
    assert codes(ranged("nonnegative", 0.0, 6.0), CE) == {"LL107": WARNING}
    assert codes(form("nonnegative", scaled=True), CE) == {}
    assert codes(ranged("lower-bounded", -1.0, math.inf), CE) == {}


def test_one_class_picked_out_of_a_softmax_reads_as_sigmoid() -> None:
    picked = form("softmax", part=True)
    assert codes(picked, BCE) == {}
    assert codes(picked, BCEL) == {"LL102": ERROR}


# One alternative: the other questions


@pytest.mark.parametrize(
    ("low", "high", "wanted"), [(0.0, 1.0, {}), (0.0, 1.5, {"LL109": ERROR}), (-0.1, 1.0, {"LL109": ERROR})]
)
def test_the_range_decides_what_fits_bce(low: float, high: float, wanted: dict[str, str]) -> None:
    assert codes(ranged("nonnegative", low, high), BCE) == wanted


def test_a_learnt_scale_leaves_scores_scores() -> None:
    assert codes(form("logits", scaled=True), BCE) == {"LL103": ERROR}
    assert codes(form("tanh", scaled=True), BCE) == {}


@pytest.mark.parametrize("carried", ["softmax", "sigmoid", "unit-interval", "logits"])
def test_nll_that_picks_the_true_class_is_silent(carried: str) -> None:
    picking = call(form(carried), loss(NLL, reduction="none"), in_arithmetic=True)
    assert judge(picking) == ()
    assert codes(form(carried), NLL) == {"LL104": ERROR}
    assert [found.code for found in judge(call(form(carried), loss(NLL, reduction="none")))] == ["LL104"]


def test_nll_as_an_exponent_picks_no_probability() -> None:
    picking = call(form("softmax"), loss(NLL, reduction="none"), in_arithmetic=True, as_exponent=True)
    assert [found.code for found in judge(picking)] == ["LL104"]
    scores = call(form("logits"), loss(NLL, reduction="none"), in_arithmetic=True, as_exponent=True)
    assert judge(scores) == ()


def test_one_plus_nll_is_silent_for_probabilities_only() -> None:
    assert codes(form("softmax"), NLL, in_arithmetic=True) == {}
    assert codes(form("logits"), NLL, in_arithmetic=True) == {"LL104": ERROR}


@pytest.mark.parametrize(
    ("output", "target", "wanted"),
    [
        (units("softmax", 10), "one-hot", ADVICE),
        (units("softmax", 10), "sigmoid", WARNING),
        (units("softmax", 2), "one-hot", None),
        (units("softmax", 2), "softmax", None),
        (units("softmax", 2), "input-data", ADVICE),
        (units("softmax", 2), "sigmoid", WARNING),
        (units("softmax", 1, dim=1), "sigmoid", None),
        (form("softmax", dim=2), "sigmoid", None),
        (units("softmax", 10, dim=0), "sigmoid", None),
        (units("softmax", 10, dim=1, rank=3), "sigmoid", None),
        (form("softmax", dim=1), "unknown", ADVICE),
        (form("softmax", scaled=True), "sigmoid", None),
    ],
)
def test_softmax_into_bce_by_target_units_and_dimension(output: Form, target: str, wanted: str | None) -> None:
    found = codes(output, BCE, target=form(target))
    assert found.get("LL105") == wanted


@pytest.mark.parametrize("target", ["one-hot", "unknown"])
def test_softmax_into_bce_with_logits_is_always_an_error(target: str) -> None:
    assert codes(units("softmax", 2), BCEL, target=form(target))["LL105"] == ERROR


@pytest.mark.parametrize(
    ("outer", "under", "expects", "wanted"),
    [
        ("log-softmax", "softmax", NLL, {"LL110": ERROR}),
        ("log-softmax", "log-softmax", NLL, {}),
        ("sigmoid", "sigmoid", BCE, {"LL110": ERROR}),
        ("sigmoid", "softmax", BCE, {"LL110": ERROR}),
        ("softmax", "log-softmax", "class-probability", {}),
        ("softmax", "softmax", CE, {"LL101": ERROR}),
        ("sigmoid", "sigmoid", BCEL, {"LL102": ERROR}),
        ("sigmoid", "sigmoid", CE, {"LL106": ERROR}),
        ("softmax", "softmax", BCEL, {"LL105": ERROR}),
        ("softmax", "sigmoid", ANY, {"LL110": ERROR}),
        ("log-softmax", "softmax", CE, {"LL110": ERROR}),
        ("softmax", "softmax", BCE, {"LL105": ADVICE, "LL110": ERROR}),
        ("tanh", "sigmoid", ANY, {}),
        ("log-softmax", "softmax", "unknown", {}),
    ],
)
def test_stacked_activations(outer: str, under: str, expects: str, wanted: dict[str, str]) -> None:
    assert codes(form(outer, under=(FormName(under),)), expects) == wanted


def test_a_stack_that_is_stretched_by_a_learnt_scale_is_silent() -> None:
    assert codes(form("sigmoid", under=(FormName.SIGMOID,), scaled=True), ANY) == {}


def test_parts_of_a_softmax_may_be_a_distribution() -> None:
    assert codes(form("softmax", part=True), "class-probability") == {}
    assert codes(form("sigmoid", scaled=True), "class-probability") == {}


@pytest.mark.parametrize(
    ("output", "expects", "reported"),
    [
        (units("logits", 1), CE, True),
        (units("logits", 1, rank=3), CE, False),
        (form("logits", units=1, units_dim=1, rank=4), CE, True),
        (form("logits", units=1, units_dim=2, rank=3), CE, False),
        (form("logits"), CE, False),
        (units("logits", 2), CE, False),
        (units("logits", 1), BCEL, False),
        (units("softmax", 1, dim=-1), CE, True),
        (units("softmax", 1, dim=-1), ANY, True),
        (units("softmax", 1, dim=1), ANY, False),
        (units("softmax", 1, dim=1, rank=2), ANY, True),
        (units("softmax", 1, dim=1, rank=3), ANY, False),
        (units("log-softmax", 1, dim=-1), NLL, True),
        (form("softmax", dim=1, units=1, units_dim=1), ANY, True),
        (units("softmax", 1, dim=-1, part=True), ANY, False),
        (units("sigmoid", 1), BCE, False),
    ],
)
def test_one_unit(output: Form, expects: str, reported: bool) -> None:
    assert ("LL111" in codes(output, expects)) is reported


def test_one_unit_is_said_once() -> None:
    assert codes(units("softmax", 1, dim=-1), CE) == {"LL111": ERROR}
    assert codes(units("sigmoid", 1), CE) == {"LL111": ERROR}
    assert codes(units("nonnegative", 1), CE) == {"LL111": ERROR}
    assert codes(units("softmax", 1, dim=-1), BCE) == {"LL111": ERROR}
    assert codes(units("log-softmax", 1, dim=-1), CE) == {"LL111": ERROR}


@pytest.mark.parametrize(
    ("output", "expects", "target", "reported"),
    [
        (units("logits", 3), BCEL, form("class-index"), True),
        (units("sigmoid", 3), BCE, form("class-index"), True),
        (units("logits", 1), BCEL, form("class-index"), False),
        (units("logits", 3), BCEL, form("hard"), False),
        (units("logits", 3), BCEL, form("unknown"), False),
        (units("logits", 3), CE, form("class-index"), False),
        (units("real", 1), NLL, form("class-index"), True),
        (units("real", 3), NLL, form("class-index"), False),
        (units("logits", 4), CE, units("one-hot", 3), True),
        (units("logits", 3), CE, units("one-hot", 3), False),
        (units("logits", 1), BCEL, units("one-hot", 3), True),
        (units("logits", 4), CE, form("one-hot", units=3, units_dim=1), False),
        (form("logits"), CE, units("one-hot", 3), False),
        (units("logits", 4), ANY, units("one-hot", 3), False),
    ],
)
def test_units_against_the_target(output: Form, expects: str, target: Form, reported: bool) -> None:
    assert ("LL118" in codes(output, expects, target=target)) is reported


def test_log_probabilities_scaled_or_over_another_dimension_are_not_normalised_twice() -> None:
    assert codes(form("log-softmax", scaled=True), CE) == {}
    assert codes(form("log-softmax", dim=0), CE) == {}
    assert codes(form("log-softmax", dim=-1), CE) == {"LL108": ADVICE}


# What is said


@pytest.mark.parametrize(
    ("output", "expects", "message"),
    [
        (
            units("softmax", 10, dim=1),
            CE,
            (
                "CrossEntropyLoss gets softmax probabilities (10 classes): it applies log-softmax itself,"
                " and the loss cannot go below 1.461"
            ),
        ),
        (
            form("softmax"),
            CE,
            (
                "CrossEntropyLoss gets softmax probabilities: it applies log-softmax itself, and with C "
                "classes the loss cannot go below ln(1+(C-1)/e), which is 1.461 for 10"
            ),
        ),
        (
            form("sigmoid"),
            BCEL,
            (
                "BCEWithLogitsLoss gets sigmoid probabilities: it applies the sigmoid itself, so it "
                "grades probabilities between 0.5 and 0.731 and the loss cannot go below 0.313 for "
                "positives and 0.693 for negatives"
            ),
        ),
        (
            units("tanh", 10),
            CE,
            (
                "CrossEntropyLoss gets tanh outputs (10 classes) within [-1, 1], and expects unbounded "
                "scores: the loss cannot go below 0.797"
            ),
        ),
        (
            form("nonnegative"),
            BCEL,
            (
                "BCEWithLogitsLoss gets nonnegative values, at least 0: it grades probabilities between "
                "0.5 and 1, and the loss cannot go below 0.693 for negatives"
            ),
        ),
        (
            form("nonnegative"),
            CE,
            (
                "CrossEntropyLoss gets nonnegative values, clipped at 0: a class score that is pushed below zero "
                "gets no gradient and cannot recover"
            ),
        ),
        (
            units("log-softmax", 10, under=(FormName.SOFTMAX,)),
            NLL,
            (
                "NLLLoss gets a log-softmax of a softmax: its scores are probabilities already, and the "
                "loss cannot go below 1.461"
            ),
        ),
    ],
)
def test_message(output: Form, expects: str, message: str) -> None:
    assert judge(call(output, loss(expects)))[0].message == message


def test_the_loss_is_named_as_users_write_it() -> None:
    functional = Loss("torch.nn.functional.cross_entropy", Expectation.CLASS_LOGITS, spelled="F.cross_entropy")
    assert judge(call(form("softmax"), functional))[0].message.startswith("cross_entropy gets softmax")


# A site: must and may


BY_NAME = Guard("args.loss", frozenset({"ce"}), True, "args.loss is 'ce'", True)
NOT_BY_NAME = Guard("args.loss", frozenset({"ce"}), False, "args.loss is not 'ce'", False)
VERBOSE = Guard("args.verbose", frozenset({True}), True, "args.verbose", None)
FROM_MAIN = Guard("train", frozenset({"main:3"}), True, context=True)
FROM_TUNE = Guard("train", frozenset({"tune:7"}), True, context=True)
FROM_EITHER = Guard("train", frozenset({"main:3", "tune:7"}), True, context=True)
NET_MAIN = Guard("Net", frozenset({"main:1"}), True, context=True)

WRONG, RIGHT, OPEN = form("softmax"), form("logits"), unknown("the parameter is never bound")


def ce(output: Form, *guards: Guard, **known: Any) -> LossCall:
    return call(output, loss(CE), guards=guards, **known)


def outcome(*calls: LossCall, complete: bool = True) -> tuple[str, list[tuple[str, str, str | None]]]:
    found, row = verdict(LossSite(HERE, calls, complete))
    assert row.codes == tuple(finding.code for finding in found)
    return row.verdict, [(finding.code, str(finding.severity), finding.condition) for finding in found]


MUST = [("LL101", "error", None)]


def test_one_alternative() -> None:
    assert outcome(ce(WRONG)) == ("mismatch", MUST)
    assert outcome(ce(RIGHT)) == ("match", [])
    assert outcome(ce(OPEN)) == ("unknown", [])
    assert outcome(call(WRONG, loss("unknown"))) == ("unknown", [])
    assert outcome() == ("unknown", [])


def test_all_alternatives_must_be_wrong_where_nothing_tells_them_apart() -> None:
    assert outcome(ce(WRONG), ce(units("softmax", 10))) == ("mismatch", MUST)
    assert outcome(ce(WRONG), ce(RIGHT)) == ("unknown", [])
    assert outcome(ce(WRONG), ce(OPEN)) == ("unknown", [])
    assert outcome(ce(WRONG), ce(form("sigmoid"))) == ("unknown", [])


def test_advice_among_right_alternatives_leaves_a_match() -> None:
    assert outcome(ce(RIGHT), ce(form("log-softmax"))) == ("match", [])
    assert outcome(ce(form("log-softmax"))) == ("match", [("LL108", "advice", None)])


def test_both_branches_wrong_need_no_condition() -> None:
    assert outcome(ce(WRONG, BY_NAME), ce(WRONG, NOT_BY_NAME)) == ("mismatch", MUST)


def test_the_default_branch_is_reported_with_its_condition() -> None:
    assert outcome(ce(WRONG, BY_NAME), ce(RIGHT, NOT_BY_NAME)) == (
        "mismatch",
        [("LL101", "error", "args.loss is 'ce'")],
    )


def test_a_branch_that_the_defaults_do_not_take_is_advice() -> None:
    assert outcome(ce(RIGHT, BY_NAME), ce(WRONG, NOT_BY_NAME)) == (
        "match",
        [("LL101", "advice", "args.loss is not 'ce'")],
    )


def test_a_branch_whose_default_is_not_known_is_advice() -> None:
    quiet = Guard("args.verbose", frozenset({True}), False, "not args.verbose", None)
    assert outcome(ce(WRONG, VERBOSE), ce(RIGHT, quiet)) == ("match", [("LL101", "advice", "args.verbose")])


def test_correlated_flags_are_not_mixed_up() -> None:
    """One flag selects the criterion and the activation: only pairs of one branch meet."""
    bce = call(form("sigmoid"), loss(BCE), guards=(NOT_BY_NAME,))
    assert outcome(ce(RIGHT, BY_NAME), bce) == ("match", [("LL304", "advice", "args.loss is not 'ce'")])


def test_an_unknown_that_the_condition_allows_kills_the_finding() -> None:
    assert outcome(ce(WRONG, BY_NAME), ce(OPEN)) == ("unknown", [])
    assert outcome(ce(WRONG, BY_NAME), ce(OPEN, VERBOSE)) == ("unknown", [])
    assert outcome(ce(WRONG, BY_NAME), ce(OPEN, NOT_BY_NAME))[1] == [("LL101", "error", "args.loss is 'ce'")]


def test_an_alternative_that_contradicts_itself_is_none() -> None:
    assert outcome(ce(WRONG, BY_NAME, NOT_BY_NAME)) == ("unknown", [])
    assert outcome(ce(WRONG, BY_NAME, NOT_BY_NAME), ce(RIGHT)) == ("match", [])


def test_guards_that_the_proof_does_not_need_are_not_named() -> None:
    found = outcome(ce(WRONG, BY_NAME, VERBOSE), ce(WRONG, BY_NAME), ce(RIGHT, NOT_BY_NAME))
    assert found == ("mismatch", [("LL101", "error", "args.loss is 'ce'")])


def test_the_guard_that_the_defaults_satisfy_is_the_one_that_is_named() -> None:
    quiet = Guard("args.verbose", frozenset({True}), False, "not args.verbose", None)
    found = outcome(ce(WRONG, BY_NAME, VERBOSE), ce(RIGHT, NOT_BY_NAME, quiet))
    assert found == ("mismatch", [("LL101", "error", "args.loss is 'ce'")])


def test_two_codes_in_two_branches_are_two_findings() -> None:
    assert outcome(ce(WRONG, BY_NAME), ce(form("sigmoid"), NOT_BY_NAME)) == (
        "mismatch",
        [("LL101", "error", "args.loss is 'ce'"), ("LL106", "error", "args.loss is not 'ce'")],
    )


def test_where_every_way_is_wrong_the_defaults_do_not_matter() -> None:
    """`BCEWithLogitsLoss() if classes == 1 else CrossEntropyLoss()`, and a sigmoid in front of both."""
    one = Guard("classes", frozenset({1}), True, "classes is 1", None)
    more = Guard("classes", frozenset({1}), False, "classes is not 1", None)
    binary = call(form("sigmoid"), loss(BCEL), guards=(one,))
    assert outcome(binary, ce(form("sigmoid"), more)) == (
        "mismatch",
        [("LL102", "error", "classes is 1"), ("LL106", "error", "classes is not 1")],
    )
    assert outcome(binary, ce(RIGHT, more)) == ("match", [("LL102", "advice", "classes is 1")])
    assert outcome(binary, ce(OPEN, more)) == ("unknown", [("LL102", "advice", "classes is 1")])


def test_several_conditions_are_joined() -> None:
    other = Guard("args.loss", frozenset({"focal"}), True, "args.loss is 'focal'", False)
    third = Guard("args.loss", frozenset({"bce"}), True, "args.loss is 'bce'", True)
    plain = Guard("args.loss", frozenset({"ce"}), True, "args.loss is 'ce'", False)
    conditions = outcome(ce(WRONG, plain), ce(WRONG, other), ce(RIGHT, third))[1]
    assert conditions == [("LL101", "advice", "args.loss is 'ce' or args.loss is 'focal'")]


def test_a_condition_is_not_said_again_more_widely() -> None:
    wide = Guard("args.loss", frozenset({"ce", "focal", "nll"}), True, "args.loss is 'ce' or 'focal' or 'nll'", None)
    narrow = Guard("args.loss", frozenset({"ce"}), True, "args.loss is 'ce'", None)
    other = Guard("args.loss", frozenset({"nll"}), True, "args.loss is 'nll'", None)
    conditions = outcome(ce(WRONG, wide, narrow), ce(RIGHT, wide, other))[1]
    assert conditions == [("LL101", "advice", "args.loss is 'ce'")]


def test_the_mildest_of_severities_is_certain() -> None:
    several, one = (call(units("softmax", 5), loss(BCE), target=form(target)) for target in ("sigmoid", "one-hot"))
    assert outcome(several, one)[1] == [("LL105", "advice", None)]


def test_what_nothing_passes_is_advice_and_always_said() -> None:
    """`if not self.logits`, where nothing in the program passes `logits` and its default is True."""
    unpassed = Guard("logits", frozenset({True}), False, "not self.logits", False, unpassed=True)
    assert outcome(ce(WRONG, unpassed)) == ("match", [("LL101", "advice", "not self.logits")])
    assert outcome(ce(WRONG, unpassed), ce(WRONG)) == ("mismatch", MUST)


# A site: contexts


def test_one_certain_context_is_enough() -> None:
    assert outcome(ce(WRONG, FROM_MAIN), ce(RIGHT, FROM_TUNE)) == ("mismatch", MUST)
    assert outcome(ce(WRONG, FROM_MAIN), ce(OPEN, FROM_TUNE)) == ("mismatch", MUST)
    assert outcome(ce(RIGHT, FROM_MAIN), ce(OPEN, FROM_TUNE)) == ("unknown", [])


def test_a_context_with_mixed_alternatives_is_not_certain() -> None:
    assert outcome(ce(WRONG, FROM_MAIN), ce(RIGHT, FROM_MAIN), ce(RIGHT, FROM_TUNE)) == ("unknown", [])


def test_an_alternative_that_names_fewer_calls_holds_in_every_context_that_names_more() -> None:
    assert outcome(ce(WRONG, FROM_MAIN), ce(RIGHT)) == ("unknown", [])
    assert outcome(ce(WRONG, FROM_MAIN, NET_MAIN), ce(OPEN, NET_MAIN)) == ("unknown", [])
    assert outcome(ce(WRONG, FROM_MAIN, NET_MAIN), ce(WRONG, NET_MAIN)) == ("mismatch", MUST)


def test_an_alternative_of_several_calls_holds_in_the_context_of_each() -> None:
    assert outcome(ce(WRONG, FROM_MAIN), ce(RIGHT, FROM_EITHER)) == ("unknown", [])
    assert outcome(ce(WRONG, FROM_EITHER), ce(RIGHT, FROM_MAIN)) == ("mismatch", MUST)  # from tune it is wrong
    assert outcome(ce(WRONG, FROM_EITHER), ce(RIGHT, FROM_MAIN), ce(OPEN, FROM_TUNE)) == ("unknown", [])
    assert outcome(ce(WRONG, FROM_EITHER, FROM_MAIN), ce(RIGHT, FROM_EITHER, FROM_TUNE)) == ("mismatch", MUST)


def test_a_wider_context_is_no_context_of_its_own() -> None:
    assert outcome(ce(WRONG), ce(RIGHT, FROM_MAIN)) == ("unknown", [])


def test_certain_in_one_context_needs_no_condition_from_another() -> None:
    long = WRONG.at(step("model.py", 7, "softmax"), step("model.py", 9, "returned"))
    calls = (ce(long, FROM_MAIN), ce(WRONG, FROM_TUNE, BY_NAME), ce(RIGHT, FROM_TUNE, NOT_BY_NAME))
    assert outcome(*calls) == ("mismatch", MUST)
    assert verdict(LossSite(HERE, calls))[0][0].trail == long.trail


def test_what_holds_by_default_needs_no_condition_from_advice() -> None:
    main = (ce(WRONG, FROM_MAIN, BY_NAME), ce(RIGHT, FROM_MAIN, NOT_BY_NAME))
    tune = (ce(WRONG, FROM_TUNE, NOT_BY_NAME), ce(RIGHT, FROM_TUNE, BY_NAME))
    assert outcome(*main, *tune) == ("mismatch", [("LL101", "error", "args.loss is 'ce'")])


def test_certain_in_one_context_beats_conditional_in_another() -> None:
    found = outcome(ce(WRONG, FROM_MAIN), ce(WRONG, FROM_TUNE, NOT_BY_NAME), ce(RIGHT, FROM_TUNE, BY_NAME))
    assert found == ("mismatch", MUST)


def test_an_unresolved_caller_leaves_a_match_unknown() -> None:
    assert outcome(ce(RIGHT), complete=False) == ("unknown", [])
    assert outcome(ce(WRONG), complete=False) == ("mismatch", MUST)


# A site: the finding and the row


def step(path: str, line: int, message: str) -> Step:
    return Step(Place(path, line, 1, line, 9), message)


def test_the_finding_carries_both_legs_and_the_way_between() -> None:
    made, built, via = (
        step("model.py", 7, "softmax applied here"),
        step("train.py", 2, "loss made here"),
        step("main.py", 4, "train called here"),
    )
    entropy = Loss("torch.nn.CrossEntropyLoss", Expectation.CLASS_LOGITS, trail=(built,))
    [finding], row = verdict(LossSite(HERE, (call(WRONG.at(made), entropy, via=(via,)),)))
    assert finding.place == HERE
    assert finding.trail == (made, built, via) == row.trail
    assert finding.name == "softmax-into-cross-entropy"
    assert finding.fingerprint == ""
    assert finding.pair is not None
    assert (finding.pair.loss, finding.pair.output, finding.pair.target) == (
        "torch.nn.CrossEntropyLoss",
        "softmax",
        "unknown",
    )
    assert finding.label
    assert finding.help


def test_the_shortest_trail_is_shown_and_the_other_contexts_are_listed() -> None:
    long = (step("model.py", 7, "softmax"), step("model.py", 9, "returned"))
    main, tune = step("main.py", 4, "called here"), step("tune.py", 8, "called here")
    far, near = ce(WRONG.at(*long), FROM_MAIN, via=(main,)), ce(WRONG.at(long[0]), FROM_TUNE, via=(tune,))
    [finding], row = verdict(LossSite(HERE, (far, near)))
    assert finding.trail == (long[0], tune, main)
    assert [context.trail for context in row.contexts] == [(*long, main), (long[0], tune)]


def test_the_row_lists_forms_and_why_they_are_not_known() -> None:
    row = verdict(LossSite(HERE, (ce(RIGHT, BY_NAME), ce(OPEN, NOT_BY_NAME))))[1]
    assert (row.loss, row.output, row.target) == ("torch.nn.CrossEntropyLoss", "logits|unknown", "unknown")
    assert row.unknown_because == "the parameter is never bound"
    assert verdict(LossSite(HERE, ()))[1].unknown_because == NOTHING
    assert verdict(LossSite(HERE, (ce(RIGHT),), complete=False))[1].unknown_because == INCOMPLETE
    mixed = verdict(LossSite(HERE, (ce(WRONG), ce(RIGHT))))[1].unknown_because
    assert mixed == "logits|softmax into CrossEntropyLoss: no condition tells the wrong pair from the right one"
    assert "expects" in str(verdict(LossSite(HERE, (call(RIGHT, loss("unknown")),)))[1].unknown_because)


def test_the_row_shows_a_loss_as_real_and_a_part_as_sigmoid() -> None:
    assert verdict(LossSite(HERE, (call(form("loss"), loss(ANY)),)))[1].output == "real"
    assert verdict(LossSite(HERE, (call(form("softmax", part=True), loss(BCE)),)))[1].output == "sigmoid"


def test_detail_is_what_is_known_of_a_single_form() -> None:
    detail = verdict(LossSite(HERE, (ce(units("softmax", 10, dim=1, rank=2)),)))[1].output_detail
    assert detail == {"dim": 1, "units": 10, "low": 0.0, "high": 1.0, "rank": 2}
    assert verdict(LossSite(HERE, (ce(RIGHT),)))[1].output_detail == {}
    agreed = verdict(LossSite(HERE, (ce(units("softmax", 10, dim=1)), ce(units("softmax", 5, dim=1)))))[1].output_detail
    assert agreed == {"dim": 1, "low": 0.0, "high": 1.0}
    assert verdict(LossSite(HERE, (ce(WRONG), ce(RIGHT))))[1].output_detail == {}


def test_contexts_say_their_condition() -> None:
    row = verdict(
        LossSite(HERE, (ce(WRONG, FROM_MAIN, BY_NAME), ce(RIGHT, FROM_MAIN, NOT_BY_NAME), ce(RIGHT, FROM_TUNE)))
    )[1]
    assert [(context.output, context.condition) for context in row.contexts] == [
        ("logits|softmax", "args.loss is 'ce'"),
        ("logits", None),
    ]


def test_a_guard_without_text_is_told_by_its_values() -> None:
    assert said(Guard("mode", frozenset({"a", "b"}), False)) == "mode is not 'a' or 'b'"


# Laws


FORMS = st.sampled_from([form(name) for name in FormName])
GUARDS = st.lists(st.sampled_from([BY_NAME, NOT_BY_NAME, VERBOSE, FROM_MAIN, FROM_TUNE]), max_size=3, unique=True)
CALLS = st.builds(
    lambda output, expects, guards: call(output, loss(expects), guards=tuple(guards)),
    FORMS,
    st.sampled_from(Expectation),
    GUARDS,
)


@given(st.lists(CALLS, max_size=6))
def test_the_order_of_alternatives_does_not_matter(calls: list[LossCall]) -> None:
    def essence(ordered: list[LossCall]) -> object:
        found, row = verdict(LossSite(HERE, tuple(ordered)))
        return [(f.code, f.severity, f.condition) for f in found], row.verdict, row.output

    assert essence(calls) == essence(calls[::-1])


@given(st.lists(CALLS, min_size=1, max_size=6))
def test_an_unguarded_unknown_silences_a_site(calls: list[LossCall]) -> None:
    everywhere = [ce(OPEN, *(guard for guard in other.guards if guard.context)) for other in calls]
    assert verdict(LossSite(HERE, (*calls, *everywhere, ce(OPEN))))[0] == ()


@given(st.lists(CALLS, min_size=1, max_size=6))
def test_a_finding_is_proven_by_a_call_that_is_wrong(calls: list[LossCall]) -> None:
    for finding in verdict(LossSite(HERE, tuple(calls)))[0]:
        assert any(finding.code == judgement.code for other in calls for judgement in judge(other))


def test_severities_are_those_of_the_catalogue() -> None:
    assert {found.severity for found in judge(ce(WRONG))} == {Severity.ERROR}


def test_a_condition_says_each_choice_once_and_of_many_the_first() -> None:
    def on(number: int, *names: str) -> Guard:
        return Guard(number, frozenset(names), True, " or ".join(f"the kind is {name}" for name in names))

    assert either_text(on(1, "a"), on(1, "a", "b")) == "the kind is a or the kind is b"
    assert either_text(on(1, "a", "b"), on(2, "b", "c")) == "the kind is a or the kind is b or the kind is c"
    many = joined_text(" or ", *(f"the kind is {number}" for number in range(30)))
    assert many == " or ".join([*(f"the kind is {number}" for number in range(SHOWN)), "…"])
    assert joined_text(" or ", many, many) == many
    assert joined_text(" and ", many, "the mode is x") == f"{many} and the mode is x"
