"""What several questions ask of one loss call: dimensions, units, the floor of a range. Floor 4."""

from __future__ import annotations

from typing import NamedTuple

from losslint.diagnostic import Severity
from losslint.forms import Expectation, Form, FormName
from losslint.loss_site import LossCall
from losslint.rules import floors


class Said(NamedTuple):
    """A predicate's answer where a page has several things to say: the severity, and the key of its texts."""

    severity: Severity
    about: str


def same_dimension(left: int, right: int, rank: int | None) -> bool | None:
    """Are the two the same dimension of a tensor of this rank? None where only an unknown rank could tell."""
    if left == right:
        return True
    if rank is None:
        return None if (left < 0) != (right < 0) else False
    return left % rank == right % rank


def class_units(call: LossCall) -> int | None:
    """How many units lie on the loss's class dimension. A layer's output of unknown rank counts as two-dimensional."""
    output, class_dim = call.output, 1 if call.loss.class_dim is None else call.loss.class_dim
    if output.units is None or output.units_dim is None or output.part:
        return None
    return None if same_dimension(output.units_dim, class_dim, output.rank) is False else output.units


def softmax_units(form: Form) -> int | None:
    """How many units the softmax normalises over, where it is not proven to run over another dimension."""
    if form.units is None or form.units_dim is None or form.part:
        return None
    return None if form.dim is not None and same_dimension(form.dim, form.units_dim, form.rank) is False else form.units


def over_places(form: Form) -> bool:
    """Does the softmax run over places or samples (a heatmap, a matching), or over no usual class dimension?"""
    if form.dim is None:
        return False
    classes = None if form.units_dim is None else same_dimension(form.dim, form.units_dim, form.rank)
    return form.dim not in (-1, 1) if classes is None else not classes


def rank_of(call: LossCall) -> int | None:
    """The output's rank, as it is known of itself, or from the class indices that it is graded against."""
    if call.output.rank is not None:
        return call.output.rank
    target, graded = call.target, call.loss.class_dim == 1
    indices = target.name is FormName.CLASS_INDEX and target.dtype is not None and not target.dtype.floating
    return target.rank + 1 if graded and indices and target.rank else None


def floor(call: LossCall) -> float:
    """The lowest loss that the output's range allows: over the classes, or the worse of the two labels."""
    low, high = call.output.low, call.output.high
    if call.loss.expects is Expectation.BINARY_LOGITS:
        return max(floors.bce_with_logits(low, high))
    units = class_units(call)
    return floors.cross_entropy(2 if units is None else units, low, high)
