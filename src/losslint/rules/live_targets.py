"""What the shapes, types and values of a run prove of a target (LL201, LL202, LL203). Floor 4.

In: a `LiveSite`; out: findings under the codes that the analysis of source uses too, with the real shapes and values. A code
without a page reports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from losslint.diagnostic import Diagnostic, Pair
from losslint.forms import Expectation
from losslint.loss_site import LossCall
from losslint.rules.catalogue import load_rules
from losslint.rules.messages import loss_name
from losslint.trajectory import LiveSite, Sample, Side

DTYPE, ENCODING, BROADCAST = "LL201", "LL202", "LL203"
_LABELS = (Expectation.PROBABILITY, Expectation.BINARY_LOGITS)
_ELEMENTWISE = (
    Expectation.ANY,
    Expectation.RATE,
    Expectation.LOG_RATE,
    Expectation.LOG_DISTRIBUTION,
)


def findings(site: LiveSite) -> Iterator[Diagnostic]:
    """Each proven by every call that was looked at."""
    if not site.calls:
        return
    call = site.calls[0]
    for code, said in ((BROADCAST, _broadcast), (DTYPE, _dtype), (ENCODING, _encoding)):
        told = [said(call, sample, sample.target) for sample in site.samples if sample.target is not None]
        if told and all(told) and code in load_rules():
            message, label, help_ = told[0] or ("", "", "")
            rule = load_rules()[code]
            pair = Pair(call.loss.name, str(call.output.name), str(call.target.name))
            yield Diagnostic(
                code, rule.name, rule.severity, message, site.place, label, call.via, pair=pair, help=help_
            )


Said = tuple[str, str, str] | None  # message, label, help


def _broadcast(call: LossCall, sample: Sample, target: Side | None) -> Said:
    """[N, 1] against [N]: as many values on both sides, and every one is graded against all others."""
    assert target is not None
    output, other = sample.output.shape, target.shape
    if call.loss.expects not in _ELEMENTWISE or len(output) == len(other) or _values(output) != _values(other):
        return None
    shape = _together(output, other)
    if shape is None or _values(shape) <= _values(output):
        return None
    return (
        f"{loss_name(call.loss)} gets {list(output)} against {list(other)}, which broadcast to {list(shape)}",
        "broadcast shapes",
        "give both sides one shape: squeeze the output's last dimension, or unsqueeze the target",
    )


def _dtype(call: LossCall, sample: Sample, target: Side | None) -> Said:
    """The call raised, and the target's type is not what the loss takes."""
    assert target is not None
    if sample.raised is None:
        return None
    name, wanted = loss_name(call.loss), sample.output.dtype
    if call.loss.expects in _LABELS and target.dtype != wanted:
        return (
            f"{name} gets targets of type {target.dtype} for an output of type {wanted}",
            f"{target.dtype} targets",
            "convert the targets to the output's type: target.float()",
        )
    indexed = call.loss.expects in (Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY)
    if indexed and target.dtype != "int64" and len(target.shape) < len(sample.output.shape):
        return (
            f"{name} gets class indices of type {target.dtype}",
            f"{target.dtype} indices",
            "convert the class indices: target.long()",
        )
    return None


def _encoding(call: LossCall, sample: Sample, target: Side | None) -> Said:
    """Values that the loss cannot mean."""
    assert target is not None
    if target.low is None or target.high is None:
        return None
    name, values = loss_name(call.loss), f"values from {target.low:g} to {target.high:g}"
    if call.loss.expects in _LABELS and (target.low < 0.0 or target.high > 1.0):
        return (
            f"{name} gets targets with {values}: it grades labels in [0, 1]",
            "labels outside [0, 1]",
            "encode as 0, 1",
        )
    classes = call.output.units
    indexed = call.loss.expects in (Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY) and target.dtype == "int64"
    outside = classes is not None and (target.high >= classes or -1.0 >= target.low > -100.0)
    if indexed and sample.raised is not None and outside and len(target.shape) < len(sample.output.shape):
        return (
            f"{name} gets class indices with {values} for {classes} classes",
            "index out of range",
            "count the classes from 0, and give the layer as many units as there are classes",
        )
    return None


def _values(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _together(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that both broadcast to."""
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(shape)) + shape for shape in (left, right)]
    if any(a != b and 1 not in (a, b) for a, b in zip(*padded, strict=True)):
        return None
    return tuple(max(a, b) for a, b in zip(*padded, strict=True))
