"""Is the loss the only reader of an activation's value? Then it may go and nothing else changes. Floor 5.

In: an activation on a finding's trail. Out: the edit that takes it from in front of the loss alone, where the tree
proves that nobody else sees the change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from losslint.fix.activations import Activation, loses_comment, unwrapped
from losslint.fix.tree import Text, Texts
from losslint.record import dataclass

if TYPE_CHECKING:
    import libcst as cst

    from losslint.diagnostic import Diagnostic, Edit

KEEPING = frozenset(
    "float double half squeeze unsqueeze view reshape flatten contiguous to cuda cpu permute transpose clone".split()
)
"""Methods between the activation and the loss that change no value."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The edit by which the loss reads what the activation was applied to."""

    edit: Edit


def sole_reader(diagnostic: Diagnostic, activation: Activation, texts: Texts) -> Reader | None:
    """None where someone else may read the activation's value, or where that cannot be seen."""
    import libcst as cst

    operand, text = activation.operand, activation.text
    here = texts.node(diagnostic.place, cst.Call)
    if operand is None or here is None or here[0] is not text or loses_comment(text, activation.call, operand):
        return None
    loss = here[1]
    end = _through_methods(text, activation.call)
    if isinstance(parent := text.parent(end), cst.Arg) and text.parent(parent) is loss:
        return Reader(unwrapped(activation, operand))
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        return _by_name(activation, operand, parent, loss, texts)
    return None


def _through_methods(text: Text, node: cst.CSTNode) -> cst.CSTNode:
    """The expression that the value goes into through methods alone: `softmax(x).squeeze(1)`."""
    import libcst as cst

    while isinstance(attribute := text.parent(node), cst.Attribute) and attribute.value is node:
        call = text.parent(attribute)
        if not (isinstance(call, cst.Call) and call.func is attribute and attribute.attr.value in KEEPING):
            break
        node = call
    return node


def _by_name(
    activation: Activation, operand: cst.BaseExpression, assign: cst.Assign, loss: cst.Call, texts: Texts
) -> Reader | None:
    """`p = softmax(x)` and `loss(p, y)`: the assignment changes where p is read once, else the loss reads x where x is
    still the same."""
    import libcst as cst

    text, target = activation.text, assign.targets[0].target
    body = text.around(assign, cst.FunctionDef, cst.Lambda, cst.ClassDef) or text.tree
    reading = _reading(text, target, loss)
    if not isinstance(target, cst.Name) or reading is None or isinstance(body, (cst.ClassDef, cst.Lambda)):
        return None
    if body is None or body is not (text.around(loss, cst.FunctionDef, cst.Lambda, cst.ClassDef) or text.tree):
        return None
    if not isinstance(body, cst.FunctionDef) and not _closed(text, texts):
        return None
    names = [node for node in text.all(cst.Name, body) if node.value == target.value and not _is_keyword(text, node)]
    if len(names) == 2:
        return Reader(unwrapped(activation, operand))
    stays = isinstance(operand, cst.Name) and _stays(text, operand, assign, loss, body)
    once = sum(_is_stored(text, node) for node in names) == 1 and assign.value is activation.call
    return Reader(text.replace(reading, text.source(operand))) if stays and once else None


def unchanged_operand(activation: Activation, name: cst.BaseExpression, reader: cst.Call) -> bool:
    """Is `name` nothing but the activation's value, whose operand still is the same name where `reader` stands?"""
    import libcst as cst

    text, operand = activation.text, activation.operand
    assign = text.parent(activation.call)
    if not isinstance(name, cst.Name) or not isinstance(operand, cst.Name) or not isinstance(assign, cst.Assign):
        return False
    kinds = (cst.FunctionDef, cst.Lambda, cst.ClassDef)
    body = text.around(assign, *kinds) or text.tree
    if body is None or body is not (text.around(reader, *kinds) or text.tree) or len(assign.targets) != 1:
        return False
    target = assign.targets[0].target
    stored = [node for node in text.all(cst.Name, body) if node.value == name.value and _is_stored(text, node)]
    return stored == [target] and _stays(text, operand, assign, reader, body)


def _reading(text: Text, target: cst.CSTNode, loss: cst.Call) -> cst.Name | None:
    """The argument of the loss that is this name, or methods of it."""
    import libcst as cst

    for node in text.all(cst.Name, loss):
        if isinstance(target, cst.Name) and node.value == target.value and not _is_keyword(text, node):
            arg = text.parent(_through_methods(text, node))
            return node if isinstance(arg, cst.Arg) and text.parent(arg) is loss else None
    return None


def _stays(text: Text, operand: cst.Name, assign: cst.Assign, loss: cst.Call, body: cst.CSTNode) -> bool:
    """Is the name bound before the assignment only, and do both statements stand in one block?"""
    import libcst as cst

    first, last = text.span(assign)[0], text.span(loss)[0]
    if re.search(rf"\b{operand.value}(?:\.\w+_\(|\[[^=\n]*\]\s*=)", text.text[first:last]):
        return False  # changed in place on the way
    same = text.around(assign, cst.IndentedBlock, cst.Module) is text.around(loss, cst.IndentedBlock, cst.Module)
    stores = [node for node in text.all(cst.Name, body) if node.value == operand.value and _is_stored(text, node)]
    return same and first < last and all(text.span(node)[0] < first for node in stores)


def _is_stored(text: Text, name: cst.Name) -> bool:
    """Is something bound to the name here? Everything that is no plain reading counts."""
    import libcst as cst

    parent = text.parent(name)
    while isinstance(parent, (cst.Element, cst.Tuple, cst.List, cst.StarredElement)):
        name_of, parent = parent, text.parent(parent)
        if isinstance(parent, cst.AssignTarget):
            return True
        if isinstance(parent, cst.For):
            return parent.target is name_of
    kinds = (
        cst.AssignTarget,
        cst.NamedExpr,
        cst.Global,
        cst.Nonlocal,
        cst.NameItem,
        cst.AsName,
        cst.Del,
        cst.AugAssign,
    )
    if isinstance(parent, cst.NamedExpr):
        return parent.target is name
    if isinstance(parent, cst.AugAssign):
        return parent.target is name
    if isinstance(parent, (cst.For, cst.CompFor)):
        return parent.target is name
    return isinstance(parent, kinds)


def _is_keyword(text: Text, name: cst.Name) -> bool:
    """The name of a keyword argument or of an attribute is none of the name's uses."""
    import libcst as cst

    parent = text.parent(name)
    if isinstance(parent, cst.Arg):
        return parent.keyword is name
    return isinstance(parent, cst.Attribute) and parent.attr is name


def _closed(text: Text, texts: Texts) -> bool:
    """Does no other file import this one, so that its module-level names are its own? A cell's are read by the others."""
    if text.cell is not None:
        return False
    stem = text.path.rpartition("/")[2].removesuffix(".py")
    return not any(stem in file.identifiers() for file in texts.project.files if file.display != text.path)
