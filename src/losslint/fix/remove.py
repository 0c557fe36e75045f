"""Taking a piece of code out so that what stands around it, comments included, stays as it is. Floor 5."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from losslint.fix.tree import Text, Texts, dotted
from losslint.regular import regular

if TYPE_CHECKING:
    import libcst as cst

    from losslint.diagnostic import Edit

_REST = regular(r"[ \t]*,?[ \t]*(?P<comment>#[^\n]*)?(?P<end>\n|$)")
APPENDING = frozenset(("append", "add_module"))


def removed_statement(text: Text, call: cst.Call, operand: cst.BaseExpression) -> Edit | None:
    """`x = softmax(x)` as a whole, which would become `x = x`; None for anything else."""
    import libcst as cst

    assign = text.parent(call)
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1 or call.lpar:
        return None
    target = assign.targets[0].target
    if not isinstance(target, (cst.Name, cst.Attribute)) or not dotted(target):
        return None
    return _without_line(text, assign) if dotted(target) == dotted(operand) else None


def removed_element(text: Text, made: cst.Call, texts: Texts) -> Edit | None:
    """A layer taken out of the list of layers that it is the last of."""
    import libcst as cst

    parent = text.parent(made)
    holder: cst.CSTNode | None = parent
    if isinstance(parent, cst.Element) and isinstance(
        pair := text.parent(parent), cst.Tuple
    ):  # ("softmax", nn.Softmax())
        holder = text.parent(pair)
    match holder:
        case cst.Arg() | cst.Element():
            return _last_of_many(text, holder, texts)
    return None


def _last_of_many(text: Text, item: cst.Arg | cst.Element, texts: Texts) -> Edit | None:
    import libcst as cst

    around = text.parent(item)
    if isinstance(around, cst.Call):
        name = dotted(around.func).rpartition(".")[2]
        if name in APPENDING:
            statement = text.parent(around)
            return _without_line(text, statement) if isinstance(statement, cst.Expr) else None
        items: list[cst.CSTNode] = list(around.args) if name == "Sequential" else []
    else:
        items = list(around.elements) if isinstance(around, (cst.List, cst.Tuple)) else []
    if len(items) < 2 or items[-1] is not item or _is_indexed(text, item, texts):
        return None
    return _without_item(text, *text.span(item))


def _is_indexed(text: Text, item: cst.CSTNode, texts: Texts) -> bool:
    """Are the layers picked by number or counted anywhere, so that one less would shift them?"""
    import libcst as cst

    assign = text.around(item, cst.Assign, cst.AnnAssign, cst.FunctionDef, cst.ClassDef)
    if isinstance(assign, cst.Assign):
        name = dotted(assign.targets[0].target).rpartition(".")[2]
    elif isinstance(assign, cst.AnnAssign):
        name = dotted(assign.target).rpartition(".")[2]
    else:
        return False
    picked = re.compile(rf"\b{re.escape(name)}\s*\[|\blen\(\s*[\w.]*\b{re.escape(name)}\s*\)") if name else None
    return picked is None or any(picked.search(file.text) for file in texts.project.files if file.contains(name))


def _without_item(text: Text, first: int, last: int) -> Edit | None:
    source = text.text
    line = source.rfind("\n", 0, first) + 1
    rest = _REST.match(source, last)
    own_line = not source[line:first].strip()
    if own_line and rest is not None:
        if rest["comment"]:
            return text.edit(first, rest.start("comment"), "")
        return text.edit(line, rest.end(), "")
    before = source[:first].rstrip()
    if not before.endswith(",") or "#" in source[source.rfind("\n", 0, len(before)) + 1 : len(before)]:
        return text.edit(first, last, "") if own_line else None
    return text.edit(len(before) - 1, last, "")


def _without_line(text: Text, small: cst.CSTNode) -> Edit | None:
    """A statement with its line; `pass` where it is all that its block does. Its comment stays."""
    import libcst as cst

    line = text.parent(small)
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    first, last = text.span(small)
    block = text.parent(line)
    if isinstance(block, cst.IndentedBlock) and len(block.body) == 1:
        return text.edit(first, last, "pass")
    if line.trailing_whitespace.comment is not None:
        return text.edit(first, text.span(line.trailing_whitespace.comment)[0], "")
    start, end = text.text.rfind("\n", 0, first) + 1, text.text.find("\n", last)
    return text.edit(start, len(text.text) if end < 0 else end + 1, "")
