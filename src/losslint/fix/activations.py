"""Activations in the user's code: found along a finding's trail, taken out, or put in another's place. Floor 5.

Only patterns that are understood are edited; for everything else the answer is None.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from losslint.fix.remove import removed_element, removed_statement
from losslint.fix.tree import Text, Texts, dotted, first_argument, keywords
from losslint.record import dataclass

if TYPE_CHECKING:
    import libcst as cst

    from losslint.analysis.origins import Applied, Origins
    from losslint.diagnostic import Diagnostic, Edit
    from losslint.place import Place

KINDS = {
    "softmax": "softmax",
    "Softmax": "softmax",
    "Softmax2d": "softmax",
    "sigmoid": "sigmoid",
    "expit": "sigmoid",
    "Sigmoid": "sigmoid",
    "log_softmax": "log-softmax",
    "LogSoftmax": "log-softmax",
    "logsigmoid": "log-sigmoid",
    "LogSigmoid": "log-sigmoid",
    **dict.fromkeys(("tanh", "Tanh", "hardtanh", "Hardtanh", "softsign", "Softsign"), "tanh"),
    **dict.fromkeys(
        ("relu", "ReLU", "relu6", "ReLU6", "softplus", "Softplus", "elu", "ELU", "gelu", "GELU"), "bounded"
    ),
    **dict.fromkeys(("silu", "SiLU", "hardsigmoid", "Hardsigmoid", "celu", "CELU", "selu", "SELU"), "bounded"),
}
"""What each activation of torch gives, by the last part of its name."""

MODULES = ("torch.", "torch.nn.", "torch.nn.functional.", "torch.special.", "torch.Tensor.")
JOINING = frozenset(("stack", "cat", "concat", "mean"))  # keep the form of what they are given


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation on the way to the loss: the call that applies it, and what is known of it."""

    text: Text
    call: cst.Call
    place: Place
    kind: str
    applied: Applied

    @property
    def operand(self) -> cst.BaseExpression | None:
        """What it is applied to; None where it is the end of a container, or called in an unusual way."""
        import libcst as cst

        if self.applied.inside or keywords(self.call) & {"dtype", "out"} or len(self.call.args) > 3:
            return None
        if self.applied.name.startswith("torch.Tensor."):
            return self.call.func.value if isinstance(self.call.func, cst.Attribute) else None
        return first_argument(self.call, "input")


def found(diagnostic: Diagnostic, texts: Texts, origins: Origins) -> list[Activation]:
    """The activations that a finding's trail names, in the order in which they are applied."""
    import libcst as cst

    seen: list[Activation] = []
    for step in diagnostic.trail:
        here = texts.node(step.place, cst.Call)
        applied = None if here is None else origins.applied(step.place)
        if here is None or applied is None:
            continue
        kind = kind_of(applied.name)
        if kind is not None and all(step.place != known.place for known in seen):
            seen.append(Activation(*here, step.place, kind, applied))
    return seen


def kind_of(name: str) -> str | None:
    """What a function or layer of torch gives, if it is an activation."""
    front, _, last = name.rpartition(".")
    return KINDS.get(last) if f"{front}." in MODULES or front.startswith("torch.nn.modules") else None


def taken_out(activation: Activation, texts: Texts) -> tuple[Edit, ...] | None:
    """The edits after which its operand goes on in its place."""
    import libcst as cst

    if activation.applied.inside:
        return _layer_taken_out(activation, texts)
    operand, text = activation.operand, activation.text
    if operand is None or loses_comment(text, activation.call, operand) or _is_carried(text, activation.call, operand):
        return None
    if _stands_beside(text, activation.call, operand):
        return None
    either = text.parent(activation.call)
    if isinstance(either, cst.IfExp) and text.source(operand) in (text.source(either.body), text.source(either.orelse)):
        return None if loses_comment(text, either) else (text.replace(either, standing(text, operand, either)),)
    return (removed_statement(text, activation.call, operand) or unwrapped(activation, operand),)


def _is_carried(text: Text, call: cst.Call, operand: cst.BaseExpression) -> bool:
    """Does a loop feed what is assigned here to the next iteration's operand, as hidden layers do?"""
    import libcst as cst

    assign = text.around(call, cst.Assign, cst.FunctionDef)
    loop = text.around(call, cst.For, cst.While, cst.FunctionDef)
    if not isinstance(assign, cst.Assign) or not isinstance(loop, (cst.For, cst.While)):
        return False
    targets = {dotted(target.target) for target in assign.targets} - {""}
    read = {node.value for node in text.all(cst.Name, operand)} & targets
    first, here = text.span(loop)[0], text.span(assign)[0]
    bound = {
        name.value
        for stored in text.all(cst.AssignTarget, loop)
        for name in text.all(cst.Name, stored)
        if first <= text.span(stored)[0] < here
    }
    if isinstance(loop, cst.For):
        bound |= {name.value for name in text.all(cst.Name, loop.target)}
    return bool(read - bound)


def _stands_beside(text: Text, call: cst.Call, operand: cst.BaseExpression) -> bool:
    """Are the scores given beside the probabilities, as in `return scores, softmax(scores)`? Then both are meant."""
    import libcst as cst

    element = text.parent(call)
    around = text.parent(element) if isinstance(element, cst.Element) else None
    if not isinstance(around, (cst.Tuple, cst.List)):
        return False
    return any(text.source(other.value) == text.source(operand) for other in around.elements if other is not element)


def unwrapped(activation: Activation, operand: cst.BaseExpression) -> Edit:
    """The operand where the call stands."""
    return activation.text.replace(activation.call, standing(activation.text, operand, activation.call))


def _layer_taken_out(activation: Activation, texts: Texts) -> tuple[Edit, ...] | None:
    import libcst as cst

    made = activation.applied.made
    here = None if made is None else texts.node(made, cst.Call)
    if here is None or loses_comment(*here):
        return None
    edit = removed_element(*here, texts)
    return None if edit is None else (edit,)


def standing(text: Text, node: cst.BaseExpression, place: cst.CSTNode) -> str:
    """The source of an expression, fit to stand where `place` stands: in parentheses where it would fall apart."""
    import libcst as cst

    source = text.source(node)
    parent = text.parent(place)
    free = isinstance(parent, (cst.Arg, cst.Return, cst.Assign, cst.Element, cst.Expr)) or bool(
        getattr(place, "lpar", ())
    )
    atoms = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BaseNumber, cst.List, cst.Dict, cst.Set)
    if isinstance(node, cst.Tuple):
        return f"({source})"
    whole = isinstance(node, atoms) or (free and not isinstance(node, (cst.NamedExpr, cst.Yield, cst.GeneratorExp)))
    return source if whole and not _falls_apart(source, parent) else f"({source})"


def _falls_apart(source: str, parent: cst.CSTNode | None) -> bool:
    """Does it go over lines outside brackets, where nothing around it holds it together?"""
    import libcst as cst

    if "\n" not in source or isinstance(parent, (cst.Arg, cst.Element)):
        return False
    bare = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "", source)
    while (fewer := re.sub(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}", "", bare)) != bare:
        bare = fewer
    return "\n" in bare


def loses_comment(text: Text, node: cst.CSTNode, kept: cst.CSTNode | None = None) -> bool:
    """Would a comment go, if of this node only `kept` remained?"""
    import libcst as cst

    first, last = (0, 0) if kept is None else text.span(kept)
    return any(not first <= text.span(comment)[0] < last for comment in text.all(cst.Comment, node))
