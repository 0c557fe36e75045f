"""A stub of our own, read definition by definition, each when it is first asked for. Floor 2.

In and out as in `reader.py`, and the same answers (a test holds both against each other on every stub). A check asks for a few of
torch's functions; the syntax trees of all would be much of its start, and most of the memory that a live check needs.
The text is cut at the lines that begin in the first column, and the body of a class where its members begin. Only what is
shipped is read like this: in a stub of the user's own every mistake is told at once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from losslint.knowledge.reader import RECORDS, FunctionNode, Members, ModuleStub, Reader
from losslint.knowledge.summary import ClassStub, Summary
from losslint.regular import regular

V = TypeVar("V")
_DEFINED = regular(r"^ *(?:async )?(?P<what>def|class) (?P<name>\w+)", re.MULTILINE)
_RENAMED = regular(r"^ *(?P<alias>\w+) = (?P<original>\w+) *(?:#.*)?(?:\n|$)")
_HEADER = regular(r"class .*:\n")  # of a class whose body begins on the next line
_WRAPPED = "class _:\n"


def read_lazily(path: Path, name: str) -> ModuleStub:
    """The stub of module `name`. Raises OSError."""
    return _Reader(path, name).read_text(path.read_text(encoding="utf-8"))


class Definitions(Mapping[str, V]):
    """By name; `made` makes one of the texts that define it, when it is first asked for."""

    def __init__(self, made: Callable[[str, list[str]], V]) -> None:
        self._made = made
        self._texts: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}  # of aliases, the name that they stand for
        self._known: dict[str, V] = {}

    def add(self, name: str, text: str) -> None:
        self._texts.setdefault(name, []).append(text)

    def alias(self, alias: str, original: str) -> None:
        self._names[alias] = self._names.get(original, original)
        self._texts[alias] = self._texts[original]

    def __getitem__(self, name: str) -> V:
        if name not in self._known:
            original = self._names.get(name, name)
            self._known[name] = self._made(original, self._texts[name]) if original == name else self[original]
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]


class _Reader(Reader):
    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path, name)
        self.later: Definitions[tuple[Summary, ...]] = Definitions(self._function)
        self.later_classes: Definitions[ClassStub] = Definitions(self._class)
        self.module = ModuleStub(name, name, self.later, self.later_classes)

    def read_text(self, text: str) -> ModuleStub:
        for piece in _pieces(text.splitlines(keepends=True), 0):
            defined, renamed = _DEFINED.search(piece), _RENAMED.match(piece)
            if renamed is not None and self.knows(renamed["original"]):
                self.alias(renamed["alias"], renamed["original"])
            elif defined is None:
                self.read(ast.parse(piece).body)
            elif defined["what"] == "def":
                self.later.add(defined["name"], piece)
            elif any(f"({record})" in piece for record in RECORDS):
                self.read(ast.parse(piece).body)
            else:
                self.later_classes.add(defined["name"], piece)
        return self.module

    def knows(self, name: str) -> bool:
        return name in self.later or name in self.later_classes

    def alias(self, alias: str, original: str) -> None:
        if original in self.later:
            self.later.alias(alias, original)
        elif original in self.later_classes:
            self.module.exports[alias] = f"{self.module.name}.{original}"

    def _function(self, name: str, texts: list[str]) -> tuple[Summary, ...]:
        found: dict[str, tuple[Summary, ...]] = {}
        for node in (node for text in texts for node in ast.parse(text).body):
            if isinstance(node, FunctionNode):
                self.add(found, node, self.module.canonical)
        return found[name]

    def _class(self, name: str, texts: list[str]) -> ClassStub:
        text = texts[-1]
        header, _, body = text.partition("\n")
        in_parts = _HEADER.match(text)
        node = ast.parse(f"{header} ..." if in_parts else text).body[0]
        assert isinstance(node, ast.ClassDef)  # that is what the text says
        return self._by_members(node, f"{self.module.canonical}.{name}", body) if in_parts else self.class_of(node)

    def _by_members(self, node: ast.ClassDef, owner: str, body: str) -> ClassStub:
        def method(name: str, texts: list[str]) -> tuple[Summary, ...]:
            found = Members()
            for item in (item for text in texts for item in _members(text)):
                self.member(found, item, owner)
            return found.methods[name]

        said, methods, properties = Members(), Definitions(method), set()
        for piece in _pieces(body.splitlines(keepends=True), 4):
            defined, renamed = _DEFINED.search(piece), _RENAMED.match(piece)
            if defined is not None:
                methods.add(defined["name"], piece)
                properties |= {defined["name"]} if "@property" in piece else set()
            elif renamed is not None:
                methods.alias(renamed["alias"], renamed["original"])
            else:
                for item in _members(piece):
                    self.member(said, item, owner)
        return self.class_stub(node, said, methods, frozenset(properties))


def _members(text: str) -> list[ast.stmt]:
    [wrapped] = ast.parse(_WRAPPED + text).body if text.strip() else ast.parse(_WRAPPED + " ...").body
    return wrapped.body if isinstance(wrapped, ast.ClassDef) else []


def _pieces(lines: list[str], margin: int) -> Iterator[str]:
    """The statements that begin behind this margin, decorators before them, each with what follows it."""
    starts, in_text = [], False
    for at, line in enumerate(lines):
        first = line[margin : margin + 1]
        begins = not line[:margin].strip() and (first in ("@", '"') or first.isidentifier())
        if begins and not in_text and not (at and lines[at - 1][margin : margin + 1] == "@"):
            starts.append(at)
        in_text ^= line.count('"""') % 2 == 1
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "".join(lines[start:end])
