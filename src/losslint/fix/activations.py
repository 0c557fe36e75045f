"""Activations in the user's code: found along a finding's trail, taken out, or put in another's place. Floor 5.

Only patterns that are understood are edited; for everything else the answer is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from losslint.fix.remove import removed_element, removed_statement
from losslint.fix.tree import Text, Texts, first_argument, keywords

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
    if activation.applied.inside:
        return _layer_taken_out(activation, texts)
    operand = activation.operand
    if operand is None or loses_comment(activation.text, activation.call, operand):
        return None
    return (removed_statement(activation.text, activation.call, operand) or unwrapped(activation, operand),)


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
