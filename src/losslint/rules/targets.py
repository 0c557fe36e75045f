"""Questions about the target of a loss, and about output and target together. Floor 4.

In: a `LossCall`, whose output may be unknown where the page says `reads_target`; out: as in `predicates`.
"""

from __future__ import annotations

from losslint.diagnostic import Severity
from losslint.forms import DType, Encoding, Expectation, Form, FormName
from losslint.loss_site import LossCall
from losslint.rules import floors
from losslint.rules.facts import Said

LOGARITHMS = (FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID, FormName.LOG_PROBABILITY)
PROBABILITIES = (FormName.SOFTMAX, FormName.SIGMOID, FormName.UNIT_INTERVAL)
DATA = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.ONE_HOT, FormName.HARD)
_BINARY = (Expectation.BINARY_LOGITS, Expectation.PROBABILITY)


# Kullback-Leibler divergence: LL113


def no_divergence(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The target is a logarithm where a distribution is wanted, the other way round, or no distribution at all."""
    target = call.target
    if not call.output.known or target.scaled:
        return None
    if Encoding.LOG_DISTRIBUTION in call.loss.against:
        return Said(severity, "target not logarithm") if target.name in PROBABILITIES else None
    if Encoding.DISTRIBUTION not in call.loss.against:
        return None
    if target.name in LOGARITHMS:
        return Said(severity, "target is logarithm")
    if target.name is FormName.LOGITS:
        return Said(severity, "target no distribution")
    return Said(Severity.ADVICE, "mean") if call.loss.reduction == "mean" and _several_classes(call.output) else None


def _several_classes(output: Form) -> bool:
    return output.name is FormName.LOG_SOFTMAX and not output.part


# Margins: LL115


def narrower_than_margin(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The scores cannot be as far apart as the loss wants: a constant margin, or the logistic curve's own reach."""
    output, loss = call.output, call.loss
    if output.scaled:
        return None
    if loss.margin is None:
        logistic = Encoding.SIGNS in loss.against or Encoding.LABELS in loss.against
        squeezed = max(floors.bce_with_logits(output.low, output.high)) >= floors.NOTICEABLE
        return Said(severity, "logistic") if logistic and squeezed else None
    among_classes = Encoding.CLASS_INDEX in loss.against
    return severity if among_classes and output.high - output.low < loss.margin else None


# How the target is stored: LL201


def stored_otherwise(call: LossCall, severity: Severity) -> Said | None:
    """Numbers of a kind that the loss refuses: integers for labels, anything but wide integers for class indices."""
    dtype, against = call.target.dtype, call.loss.against
    if dtype is None:
        return None
    if Encoding.LABELS in against and call.loss.expects in _BINARY and not dtype.floating:
        return Said(severity, "integer labels")
    if Encoding.DISTRIBUTION in against or Encoding.LOG_DISTRIBUTION in against:
        return None if dtype.floating else Said(severity, "integer distribution")
    if Encoding.CLASS_INDEX not in against:
        return None
    if dtype.floating:
        return Said(severity, "floating indices") if _is_index(call) else None
    narrow = dtype is not DType.INT64 and (dtype is not DType.UINT8 or call.loss.margin is not None)
    return Said(severity, "narrow indices") if narrow and call.target.name is not FormName.ONE_HOT else None


def _is_index(call: LossCall) -> bool:
    """A floating target that stands for one class a sample: by its name, or by one number for each row of scores."""
    target, output = call.target, call.output
    if target.name is FormName.CLASS_INDEX:
        return True
    if target.name in (FormName.ONE_HOT, *PROBABILITIES):
        return False
    if Encoding.CLASS_PROBABILITIES not in call.loss.against:
        return target.name in DATA
    return target.name in DATA and target.rank is not None and output.rank is not None and target.rank < output.rank


# What the target stands for: LL202


def encoded_otherwise(call: LossCall, severity: Severity) -> Said | None:
    """A target in another alphabet: one-hot for an index, signs for labels, labels for signs, indices for numbers."""
    target, against = call.target, call.loss.against
    if target.scaled or call.loss.reduction == "none":
        return None
    if Encoding.CLASS_INDEX in against:
        return _one_hot_for_index(call, severity)
    if Encoding.LABELS in against and call.loss.expects in _BINARY:
        return _beyond_labels(target, severity)
    if Encoding.SIGNS in against:
        return Said(severity, "labels for signs") if _zeros_among(target) else None
    whole = call.output.name is FormName.SOFTMAX and not call.output.part
    indices = Encoding.REAL in against and target.name is FormName.CLASS_INDEX
    return Said(severity, "indices as numbers") if whole and indices else None


def _one_hot_for_index(call: LossCall, severity: Severity) -> Said | None:
    target, output = call.target, call.output
    whole = target.units_dim is not None and output.rank in (None, 2, target.rank)
    if target.name is FormName.ONE_HOT and whole:
        if Encoding.CLASS_PROBABILITIES not in call.loss.against:
            return Said(severity, "one-hot")
        return Said(severity, "integer one-hot") if target.dtype is not None and not target.dtype.floating else None
    probabilities = target.name in PROBABILITIES and Encoding.CLASS_PROBABILITIES not in call.loss.against
    return Said(severity, "probabilities for index") if probabilities and call.loss.margin is None else None


def _beyond_labels(target: Form, severity: Severity) -> Said | None:
    if target.name in (FormName.INPUT_DATA, FormName.HARD) and -float("inf") < target.low < 0.0:
        return Said(severity, "below zero")
    beyond = target.name in DATA and 1.0 < target.high < float("inf")
    return Said(severity, "above one") if beyond and target.low >= 0.0 else None


def _zeros_among(target: Form) -> bool:
    """Zeros stand beside ones, or alone; ones alone are signs too."""
    discrete = target.dtype is not None and not target.dtype.floating
    labels = target.name in (FormName.HARD, FormName.ONE_HOT) or (target.name is FormName.INPUT_DATA and discrete)
    zeros = target.name is FormName.INPUT_DATA and target.low == target.high == 0.0
    return zeros or (labels and target.low == 0.0 and target.high == 1.0)


# One number against each of the others: LL203


def broadcast(call: LossCall, severity: Severity) -> Said | None:
    """A column of outputs against a row of targets, or the other way round."""
    if not {Encoding.REAL, Encoding.COUNTS}.intersection(call.loss.against):
        return None
    for column, row, about in ((call.output, call.target, "output"), (call.target, call.output, "target")):
        grid = call.loss.reduction == "none" and row.units is not None  # of a written size: pairs that are meant
        if is_column(column) and (is_row(row) or _is_flat_beside(row, column)) and row.units != 1 and not grid:
            return Said(severity, about)
    return None


def is_column(form: Form) -> bool:
    """[N, 1]: the single unit of a layer, or a size that was written."""
    return form.units == 1 and form.units_dim in (-1, 1) and form.rank in (None, 2) and not form.part


def _is_flat_beside(row: Form, column: Form) -> bool:
    """A row of any length, against a column of samples."""
    return row.rank == 1 and column.rank == 2 and column.batch


def is_row(form: Form) -> bool:
    """[N]: its only dimension is known to be longer than 1, or to be the batch, which may be one sample (`units`)."""
    return form.rank == 1 and ((form.units or 0) > 1 or form.batch)


# Output and target exchanged: LL204


def exchanged(call: LossCall, severity: Severity) -> Severity | None:
    """The graded argument is data, and what it is graded against comes out of a model."""
    output, target = call.output, call.target
    asymmetric = {Encoding.CLASS_INDEX, Encoding.LABELS}.intersection(call.loss.against)
    data = output.name in DATA and not output.gradient
    made = target.known and target.name not in (*DATA, FormName.LOSS) and target.gradient
    return severity if asymmetric and data and made else None


# A target that moves: LL205


def moving_target(call: LossCall, severity: Severity) -> Severity | None:
    """Both sides come out of models and both get a gradient."""
    output, target = call.output, call.target
    sides = (output, target)
    computed = all(side.known and side.name not in (*DATA, FormName.LOSS) and side.gradient for side in sides)
    return severity if computed and call.loss.against else None


# Regression: LL116, LL117


def probabilities_in_regression(call: LossCall, severity: Severity) -> Severity | None:
    """Probabilities against zeros and ones, graded by distance."""
    output, target = call.output, call.target
    if Encoding.REAL not in call.loss.against or output.scaled or output.part:
        return None
    probability = output.name in (FormName.SOFTMAX, FormName.SIGMOID)
    discrete = target.name in (FormName.ONE_HOT, FormName.HARD) and (target.low, target.high) == (0.0, 1.0)
    return severity if probability and discrete else None


def out_of_reach(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The target is proven to leave the range of the output. A distance takes its arguments either way round."""
    if Encoding.REAL not in call.loss.against:
        return None
    if _is_data(call.output) and call.target.known and not _is_data(call.target) and call.target.gradient:
        return Said(severity, "exchanged") if _leaves(call.output, call.target) else None
    return severity if _leaves(call.target, call.output) else None


def _is_data(form: Form) -> bool:
    return form.name in DATA and not form.gradient


def _leaves(target: Form, output: Form) -> bool:
    """A target that is trained as well (it carries a gradient) may come to meet the output."""
    if output.scaled or target.scaled or output.name in DATA:
        return False
    if target.name is FormName.LOGITS:
        return output.low > -float("inf") and output.high < float("inf") and not target.gradient
    if target.name not in (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.HARD):
        return False
    below = -float("inf") < target.low < output.low - _TOLERANCE
    above = output.high + _TOLERANCE < target.high < float("inf")
    return below or above


_TOLERANCE = 0.05  # of the output's range: padding and rounding are no other range
