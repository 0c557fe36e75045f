"""What a cell of the matrix cannot say: one small function per question, named in the front matter of a page. Floor 4.

In: a `LossCall` whose output and expectation are known, and the severity of the cell; out: the severity to report, or
None to stay silent. The facts that several questions share stand in `facts`.
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.diagnostic import Severity
from losslint.forms import Encoding, Expectation, FormName
from losslint.loss_site import LossCall
from losslint.rules import floors, targets
from losslint.rules.facts import Said, class_units, floor, over_places, rank_of, same_dimension, softmax_units

Predicate = Callable[[LossCall, Severity], Severity | Said | None]

_NORMALISED = (FormName.SOFTMAX, FormName.LOG_SOFTMAX)
_SQUASHED = (FormName.SOFTMAX, FormName.SIGMOID)
_PROBABILITIES = (FormName.SOFTMAX, FormName.SIGMOID, FormName.UNIT_INTERVAL)
_BINARY = (Expectation.BINARY_LOGITS, Expectation.PROBABILITY)
_SUMS_TO_ONE = (FormName.ONE_HOT, FormName.SOFTMAX)


# Questions


def squeezed(call: LossCall, severity: Severity) -> Severity | None:
    """The range of the scores alone, after constant scaling, keeps the loss from going where it should."""
    return severity if not call.output.scaled and floor(call) >= floors.NOTICEABLE else None


def squeezed_or_clipped(call: LossCall, severity: Severity) -> Severity | None:
    """As `squeezed`; and classes clipped at zero, which get no gradient though the loss has no floor."""
    output = call.output
    clipped = output.name is FormName.NONNEGATIVE and call.loss.expects is Expectation.CLASS_LOGITS
    return severity if clipped and not output.scaled else squeezed(call, severity)


def graded_as_classes(call: LossCall, severity: Severity) -> Severity | None:
    """Sigmoids where classes share one: squeezed as scores; no distribution, unless they are parts of a softmax."""
    if call.loss.expects is Expectation.CLASS_LOGITS:
        return squeezed(call, severity)
    return None if call.output.part or call.output.scaled else severity


def outside_unit_interval(call: LossCall, severity: Severity) -> Severity | None:
    """The values are proven to leave [0, 1]. A learnt scale proves nothing, except of scores: they stay unbounded."""
    output = call.output
    if output.scaled and output.name is not FormName.LOGITS:
        return None
    return severity if output.low < 0.0 or output.high > 1.0 else None


def outside_of_parameter(call: LossCall, severity: Severity) -> Severity | None:
    """A parameter of a distribution that is proven to be able to leave its range: below 0, or never below."""
    output = call.output
    if output.scaled and output.name is not FormName.LOGITS:
        return None
    return severity if call.loss.expects is Expectation.LOG_RATE or output.low < 0.0 else None


def not_gathered(call: LossCall, severity: Severity) -> Severity | None:
    """Not the idiom that picks the true class: `-nll_loss(p, y, reduction="none")`, `1 + nll_loss(p, y)`. Nobody picks a
    probability for `exp(-nll_loss(p, y))`: that is one already if p are logarithms."""
    probabilities = call.output.name in _PROBABILITIES
    picked = call.loss.reduction == "none" or probabilities
    if call.as_exponent and probabilities:
        return severity
    return None if call.in_arithmetic and picked else severity


def competing_classes(call: LossCall, severity: Severity) -> Severity | None:
    """A whole softmax graded label by label: always wrong on top of a sigmoid, else by what is known of the target."""
    output, target = call.output, call.target.name
    if output.scaled:
        return None
    if call.loss.expects is Expectation.BINARY_LOGITS:
        return severity
    units = softmax_units(output)
    if over_places(output) or units == 1 or (units == 2 and target in _SUMS_TO_ONE):
        return None
    several = target is FormName.SIGMOID  # the only target that is proven to allow several labels at once
    return severity if several else Severity.ADVICE


def normalised_again(call: LossCall, severity: Severity) -> Severity | None:
    """Log-probabilities over the loss's own class dimension, unscaled: normalising them again changes nothing."""
    output, class_dim = call.output, 1 if call.loss.class_dim is None else call.loss.class_dim
    elsewhere = output.dim is not None and same_dimension(output.dim, class_dim, output.rank) is False
    return None if output.scaled or elsewhere else severity


def wrong_dimension(call: LossCall, severity: Severity) -> Said | None:
    """A softmax over the samples or the places of a tensor whose classes lie elsewhere, or over nobody knows what."""
    output, rank = call.output, rank_of(call)
    classes_on_one = call.loss.class_dim == 1 and Encoding.CLASS_INDEX in call.loss.against  # of CTC they are last
    if output.across:
        return Said(severity, "across samples")
    if output.name not in _NORMALISED or output.part:
        return None
    if output.implicit:
        return Said(severity, "implicit three") if output.rank == 3 else Said(Severity.ADVICE, "implicit")
    if output.dim is None:
        return None
    if rank == 2 and same_dimension(output.dim, 0, 2):
        units = output.units_dim is not None and same_dimension(output.units_dim, 1, 2) and output.units != 1
        return Said(severity, "across samples") if units or classes_on_one else None
    of_places = output.units_dim == 1 and (output.dim >= 2 or output.dim in (-1, -2))
    elsewhere = rank is not None and rank > 2 and same_dimension(output.dim, 1, rank) is False
    return Said(severity, "across places") if classes_on_one and (of_places or elsewhere) else None


def stacked(call: LossCall, severity: Severity) -> Severity | Said | None:
    """A softmax, log-softmax or sigmoid directly on top of a softmax or sigmoid; a log-softmax of scores clipped at zero."""
    output = call.output
    if output.under[:1] == (FormName.NONNEGATIVE,) and not output.scaled:
        return Said(Severity.WARNING, "clipped") if call.loss.expects is Expectation.LOG_PROBABILITY else None
    outer = output.name in (*_NORMALISED, FormName.SIGMOID) and not output.scaled
    return severity if outer and output.under and output.under[0] in _SQUASHED else None


def one_unit(call: LossCall, severity: Severity) -> Severity | None:
    """A softmax provably over a dimension of size 1, or a class loss on the output of a one-unit layer."""
    output = call.output
    if output.units != 1 or output.units_dim is None or output.part:
        return None
    if (
        output.name in _NORMALISED
        and output.dim is not None
        and same_dimension(output.dim, output.units_dim, output.rank)
    ):
        return severity
    return severity if call.loss.expects is Expectation.CLASS_LOGITS and class_units(call) == 1 else None


def units_disagree(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The number of units cannot be graded against a target that is proven to be class indices or one-hot; or one unit
    lies in a column and its target in a row, or the other way round."""
    output, target, expects = call.output, call.target, call.loss.expects
    units = class_units(call)
    if expects in _BINARY and Encoding.LABELS in call.loss.against:
        for column, row, about in ((output, target, "column"), (target, output, "row")):
            flat = row.rank == 1 and column.rank == 2  # of any length: torch compares the sizes
            if targets.is_column(column) and (flat or targets.is_row(row)):
                return Said(severity, about)
    if units is None:
        return None
    if target.name is FormName.CLASS_INDEX:
        wrong = units > 1 if expects in _BINARY else units == 1 and expects is Expectation.LOG_PROBABILITY
        return severity if wrong else None
    graded = expects in (*_BINARY, Expectation.CLASS_LOGITS)
    counted = target.name is FormName.ONE_HOT and target.units is not None and target.units_dim == output.units_dim
    return severity if graded and counted and target.units != units else None


def activated_outside(call: LossCall, severity: Severity) -> Severity | None:
    """A plain sigmoid, its range untouched, where the loss could have applied it itself."""
    output = call.output
    plain = output.name is FormName.SIGMOID and (output.low, output.high) == (0.0, 1.0) and not output.under
    return (
        severity
        if plain and not (output.scaled or output.mixed) and call.loss.expects is Expectation.PROBABILITY
        else None
    )


PREDICATES: dict[str, Predicate] = {
    predicate.__name__: predicate
    for predicate in (
        squeezed,
        squeezed_or_clipped,
        graded_as_classes,
        outside_unit_interval,
        outside_of_parameter,
        not_gathered,
        competing_classes,
        normalised_again,
        wrong_dimension,
        stacked,
        one_unit,
        units_disagree,
        targets.no_divergence,
        targets.narrower_than_margin,
        targets.stored_otherwise,
        targets.encoded_otherwise,
        targets.broadcast,
        targets.exchanged,
        targets.moving_target,
        targets.probabilities_in_regression,
        targets.out_of_reach,
        activated_outside,
    )
}
