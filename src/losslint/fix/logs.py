"""The logarithm of an activation as one function: `log(softmax(x))` is `log_softmax(x)`, without the underflow. Floor 5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix
from losslint.fix.activations import loses_comment
from losslint.fix.names import renamed, spelled
from losslint.fix.tree import Text, Texts, dotted, first_argument, keywords

if TYPE_CHECKING:
    import libcst as cst

FUNCTIONAL = "torch.nn.functional"


def as_one(diagnostic: Diagnostic, texts: Texts) -> Iterator[Fix]:
    """LL301, LL302: the call of log at the finding's place, with the activation as its argument in the same expression."""
    import libcst as cst

    here = texts.node(diagnostic.place, cst.Call)
    if here is None:
        return
    text, call = here
    inner = _logged(call)
    if inner is None:
        return
    edits, name = _rewritten(text, call, inner, texts)
    if edits and not loses_comment(text, call):
        yield Fix(f"Use `{name}`, which cannot underflow", Applicability.SAFE, edits)


def _logged(call: cst.Call) -> cst.BaseExpression | None:
    """What `torch.log(…)` or `….log()` is taken of."""
    import libcst as cst

    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "log" and not call.args:
        return call.func.value
    if dotted(call.func).rpartition(".")[2] == "log" and len(call.args) == 1 and not call.args[0].star:
        return call.args[0].value
    return None


def _rewritten(text: Text, call: cst.Call, inner: cst.BaseExpression, texts: Texts) -> tuple[tuple[Edit, ...], str]:
    import libcst as cst

    negated = _complement(inner)
    inside = negated or inner
    if not isinstance(inside, cst.Call) or keywords(inside) & {"out"}:
        return (), ""
    name = dotted(inside.func).rpartition(".")[2] or (
        inside.func.attr.value if isinstance(inside.func, cst.Attribute) else ""
    )
    if name == "softmax" and negated is None:
        return _log_softmax(text, call, inside, texts), "log_softmax"
    if name == "sigmoid":
        return _log_sigmoid(text, call, inside, texts, negated=negated is not None), "logsigmoid"
    return (), ""


def _complement(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """P of `1 - p`."""
    import libcst as cst

    match node:
        case cst.BinaryOperation(
            left=cst.Integer(value="1") | cst.Float(value="1.0" | "1."), operator=cst.Subtract(), right=right
        ):
            return right
    return None


def _log_softmax(text: Text, call: cst.Call, inside: cst.Call, texts: Texts) -> tuple[Edit, ...]:
    edits = renamed(text, inside.func, "softmax", "log_softmax", texts)
    if edits is None:
        return ()
    first, last = text.span(call)
    start, end = text.span(inside)
    return text.edit(first, start, ""), *edits, text.edit(end, last, "")


def _log_sigmoid(text: Text, call: cst.Call, inside: cst.Call, texts: Texts, *, negated: bool) -> tuple[Edit, ...]:
    import libcst as cst

    name = spelled(text, FUNCTIONAL, "logsigmoid", texts)
    of = first_argument(inside, "input")
    if of is None and isinstance(inside.func, cst.Attribute) and not inside.args:
        of = inside.func.value
    if name is None or of is None or len(inside.args) > 1:
        return ()
    source = text.source(of)
    if negated:
        atoms = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)
        source = f"-{source}" if isinstance(of, atoms) else f"-({source})"
    return (text.replace(call, f"{name}({source})"),)
