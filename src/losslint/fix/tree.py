"""A file as libcst sees it, by place: where a node begins and ends, what stands around it, what its text is. Floor 5.

A script is one `Text`, a notebook one for each cell; what stands inside a function or class of a script is looked at in a
`Text` of that alone, since libcst takes its time. Nothing is changed here: an edit is a span of the text and what stands there
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from losslint.diagnostic import Edit
from losslint.place import Place
from losslint.source.enclosing import block_at

if TYPE_CHECKING:
    import libcst as cst

    from losslint.source.file import SourceFile
    from losslint.source.project import Project

Node = TypeVar("Node", bound="cst.CSTNode")


class Text:
    """One parsed text: a script, a cell of a notebook, or a definition in a script, with the lines `above` it. `tree` is None
    where libcst cannot parse it."""

    def __init__(self, path: str, cell: int | None, text: str, above: int = 0) -> None:
        self.path = path
        self.cell = cell
        self.text = text
        self.above = above

    @cached_property
    def tree(self) -> cst.Module | None:
        import libcst as cst

        try:
            return cst.parse_module(self.text)
        except (cst.ParserSyntaxError, RecursionError):
            return None

    @cached_property
    def _spans(self) -> dict[cst.CSTNode, tuple[int, int]]:
        from libcst.metadata import MetadataWrapper, PositionProvider

        if self.tree is None:
            return {}
        found = MetadataWrapper(self.tree, unsafe_skip_copy=True).resolve(PositionProvider)
        return {
            node: (self._offset(span.start.line, span.start.column), self._offset(span.end.line, span.end.column))
            for node, span in found.items()
        }

    @cached_property
    def _parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        return {child: node for node in self._spans for child in node.children}

    @cached_property
    def _by_span(self) -> dict[tuple[int, int], list[cst.CSTNode]]:
        found: dict[tuple[int, int], list[cst.CSTNode]] = {}
        for node, span in self._spans.items():
            found.setdefault(span, []).append(node)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def at(self, place: Place, kind: type[Node]) -> Node | None:
        """The node of this kind that stands exactly at a place."""
        span = (
            self._offset(place.line - self.above, place.column - 1),
            self._offset(place.end_line - self.above, place.end_column - 1),
        )
        nodes = [node for node in self._by_span.get(span, ()) if isinstance(node, kind)]
        return nodes[0] if nodes else None

    def all(self, kind: type[Node], inside: cst.CSTNode | None = None) -> Iterator[Node]:
        """Every node of a kind, of the text or inside another node, in no particular order."""
        first, last = (0, len(self.text)) if inside is None else self.span(inside)
        for node, (start, end) in self._spans.items():
            if isinstance(node, kind) and first <= start and end <= last:
                yield node

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node's own text begins and ends: parentheses around it are not part of it."""
        return self._spans[node]

    def source(self, node: cst.CSTNode) -> str:
        first, last = self.span(node)
        return self.text[first:last]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._parents.get(node)

    def around(self, node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> cst.CSTNode | None:
        """The innermost node around `node` that is of one of the kinds."""
        parent = self.parent(node)
        while parent is not None and not isinstance(parent, kinds):
            parent = self.parent(parent)
        return parent

    def _offset(self, line: int, column: int) -> int:
        """Characters before a 1-based line and 0-based column of this text."""
        return self._starts[min(line, len(self._starts)) - 1] + column

    def edit(self, first: int, last: int, text: str) -> Edit:
        """Put `text` where the characters from `first` to `last` stand."""
        return Edit(Place(self.path, *self._position(first), *self._position(last), self.cell), text)

    def replace(self, node: cst.CSTNode, text: str) -> Edit:
        return self.edit(*self.span(node), text)

    def _position(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset) + 1
        return line + self.above, offset - self._starts[line - 1] + 1


class Texts:
    """The texts of a project's files, parsed when first asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[str, int | None], Text | None] = {}
        self._blocks: dict[tuple[str, int], Text] = {}

    def of(self, place: Place) -> Text | None:
        """The text that a place is looked at in; None where it cannot be edited."""
        file = self.project.file(place.path)
        block = None if file is None or place.cell is not None else block_at(file, place.line)
        if file is not None and block is not None and block_at(file, place.end_line) == block:
            text = self._block(file, *block)
            return text if text.tree is not None else None
        key = place.path, place.cell
        if key not in self._known:
            self._known[key] = (
                None if file is None else next((text for text in self.of_file(file) if text.cell == place.cell), None)
            )
        return self._known[key]

    def _block(self, file: SourceFile, first: int, last: int) -> Text:
        key = file.display, first
        if key not in self._blocks:
            lines = file.text.split("\n")
            end = "\n" if last < len(lines) else ""
            self._blocks[key] = Text(file.display, None, "\n".join(lines[first - 1 : last]) + end, first - 1)
        return self._blocks[key]

    def of_file(self, file: SourceFile) -> Iterator[Text]:
        """All texts of a file; those that do not parse are left out."""
        for cell, source in file.texts():
            text = self._known.get((file.display, cell)) or Text(file.display, cell, source)
            self._known[file.display, cell] = text
            if text.tree is not None:
                yield text

    def node(self, place: Place, kind: type[Node]) -> tuple[Text, Node] | None:
        """The node of a kind at a place, with its text."""
        text = self.of(place)
        node = None if text is None else text.at(place, kind)
        return None if text is None or node is None else (text, node)


def dotted(node: cst.CSTNode) -> str:
    """`nn.functional.relu` of a chain of names; "" for anything else."""
    import libcst as cst

    match node:
        case cst.Name(value=value):
            return value
        case cst.Attribute(value=value, attr=attr):
            front = dotted(value)
            return f"{front}.{attr.value}" if front else ""
    return ""


def first_argument(call: cst.Call, keyword: str) -> cst.BaseExpression | None:
    """What is passed first, or by this keyword; None where stars or an unusual spelling leave a doubt."""
    for arg in call.args:
        if arg.star:
            return None
        if arg.keyword is None or arg.keyword.value == keyword:
            return arg.value
    return None


def keywords(call: cst.Call) -> set[str]:
    return {arg.keyword.value for arg in call.args if arg.keyword is not None}


def cast_call(node: cst.CSTNode) -> cst.Call:
    return cast("cst.Call", node)
