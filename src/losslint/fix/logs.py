"""The logarithm of an activation as one function: `log(softmax(x))` is `log_softmax(x)`, without the underflow. Floor 5.

In: a finding at a call of log, and the activations on its trail. Out: the fix, where the activation stands in the logarithm
itself, or is a local name that still has the same operand there; everything else that reads the name keeps what it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix
from losslint.fix.activations import Activation, loses_comment
from losslint.fix.inline import unchanged_operand
from losslint.fix.names import renamed, spelled
from losslint.fix.tree import Text, Texts, dotted
from losslint.record import dataclass

if TYPE_CHECKING:
    import libcst as cst

FUNCTIONAL = "torch.nn.functional"


@dataclass(frozen=True, slots=True)
class _Logarithm:
    """`log(p)`, or `log(1 - p)` where it is of the `complement`: the call, and the expression p."""

    text: Text
    call: cst.Call
    of: cst.BaseExpression
    complement: bool


def as_one(diagnostic: Diagnostic, seen: Sequence[Activation], texts: Texts) -> Iterator[Fix]:
    """LL301, LL302: both calls in one."""
    import libcst as cst

    here = texts.node(diagnostic.place, cst.Call)
    log = None if here is None else _logarithm(*here)
    if log is None or not seen or seen[-1].text is not log.text or loses_comment(log.text, log.call):
        return
    activation = seen[-1]
    inside = activation.call is log.of
    if not inside and (activation.operand is None or not unchanged_operand(activation, log.of, log.call)):
        return
    made = _softmax if activation.kind == "softmax" and not log.complement else None
    made = _sigmoid if activation.kind == "sigmoid" else made
    edits = None if made is None else made(log, activation, texts)
    if edits:
        name = "log_softmax" if activation.kind == "softmax" else "logsigmoid"
        yield Fix(f"Use `{name}`, which cannot underflow", Applicability.SAFE, edits)


def _logarithm(text: Text, call: cst.Call) -> _Logarithm | None:
    import libcst as cst

    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "log" and not call.args:
        of = call.func.value
    elif dotted(call.func).rpartition(".")[2] == "log" and len(call.args) == 1 and not call.args[0].star:
        of = call.args[0].value
    else:
        return None
    match of:
        case cst.BinaryOperation(
            left=cst.Integer(value="1") | cst.Float(value="1.0" | "1."), operator=cst.Subtract(), right=right
        ):
            return _Logarithm(text, call, right, complement=True)
    return _Logarithm(text, call, of, complement=False)


def _softmax(log: _Logarithm, activation: Activation, texts: Texts) -> tuple[Edit, ...] | None:
    old = activation.applied.name.rpartition(".")[2]
    if activation.applied.made is not None or old != "softmax":
        return None
    call = activation.call
    if call is log.of:
        edits = renamed(log.text, call.func, old, "log_softmax", texts)
        first, last = log.text.span(log.call)
        start, end = log.text.span(call)
        return None if edits is None else (log.text.edit(first, start, ""), *edits, log.text.edit(end, last, ""))
    name = dotted(call.func)
    if not name.endswith(".softmax"):  # a name imported alone: its neighbour need not be there
        return None
    arguments = log.text.source(call).removeprefix(name)
    return (log.text.replace(log.call, f"{name.removesuffix('softmax')}log_softmax{arguments}"),)


def _sigmoid(log: _Logarithm, activation: Activation, texts: Texts) -> tuple[Edit, ...] | None:
    import libcst as cst

    name, operand = spelled(log.text, FUNCTIONAL, "logsigmoid", texts), activation.operand
    if name is None or operand is None or activation.applied.inside or len(activation.call.args) > 1:
        return None
    source = log.text.source(operand)
    if log.complement:
        atom = isinstance(operand, (cst.Name, cst.Attribute, cst.Call, cst.Subscript))
        source = f"-{source}" if atom else f"-({source})"
    return (log.text.replace(log.call, f"{name}({source})"),)
