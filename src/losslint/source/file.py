"""`SourceFile`: one Python file or notebook of the project, read and parsed when first asked for, and never twice.

Floor 2. A path comes in; bytes, text, tree and places go out. Nothing here raises for what stands in a file: what is
wrong with it is a `Problem`, the material of LL901.
"""

from __future__ import annotations

import ast
import os
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from losslint.place import Place
from losslint.record import dataclass
from losslint.regular import regular
from losslint.source.imported import Import, stated
from losslint.source.notebook import Cell, CellProblem, Notebook, Plain, parsed_cells, read_notebook
from losslint.source.parse import UnparsableError, decoded, parsed

READ_CEILING = 128 * 1024 * 1024
"""Bytes above which a file is not even read."""

_WORD = regular(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not analysed."""

    place: Place
    cause: str


class Status(NamedTuple):
    """What the disk says of a file beside its content: bytes, mode, and times in nanoseconds."""

    size: int
    mode: int
    modified: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Status | None:
        """None if there is nothing to be seen there."""
        try:
            return cls.told(path.stat())
        except OSError:
            return None

    @classmethod
    def told(cls, found: os.stat_result) -> Status:
        return cls(found.st_size, found.st_mode, found.st_mtime_ns, found.st_ctime_ns)


class SourceFile:
    """One .py or .ipynb file; any other file that was named explicitly is read as Python. Equal only to itself.

    `path` is absolute; `display` is what messages call it.
    """

    def __init__(self, path: Path, display: str) -> None:
        self.path = path
        self.display = display
        self.folder = path.parent.as_posix()
        self.is_notebook = path.suffix == ".ipynb"
        self.is_package = path.name == "__init__.py"
        self._problems: list[Problem] = []
        self._places: dict[ast.AST, Place] = {}  # most nodes that are asked for are asked for again
        self._recalled: tuple[bool, tuple[Problem, ...]] = (False, ())
        self.asks: bool | None = (
            None  # whether it may hold a comment for losslint; None: not known yet (suppression.py)
        )

    def __repr__(self) -> str:
        return f"SourceFile({self.display})"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What has been found wrong so far; asking reads and parses nothing."""
        return tuple(dict.fromkeys((*self._recalled[1], *self._problems)))

    @property
    def is_parsed(self) -> bool:
        """Whether anyone has asked for the tree, in this run or in the one that is recalled."""
        return self._recalled[0] or "tree" in self.__dict__

    @property
    def was_read(self) -> bool:
        """Whether anyone has asked for the bytes."""
        return "data" in self.__dict__

    def recall(self, *, parsed: bool, problems: tuple[Problem, ...]) -> None:
        """Take over what an earlier run found out about the same content."""
        self._recalled = parsed, problems

    @property
    def cells(self) -> Plain | None:
        """Those of a notebook as plain data, for another process; None where something is wrong with it."""
        notebook = self._notebook
        return None if notebook is None or self._problems else notebook.plain

    def recall_cells(self, cells: Plain) -> None:
        """Take over what another process read out of the same bytes."""
        self.__dict__["_notebook"] = Notebook.of_plain(cells)

    @cached_property
    def status(self) -> Status | None:
        """As it was before the bytes were read."""
        return Status.of(self.path)

    @cached_property
    def data(self) -> bytes:
        """The raw bytes; empty, with a problem, if they cannot be read."""
        try:
            with _opened(self.path) as descriptor:
                found = os.fstat(descriptor)
                self.__dict__.setdefault("status", Status.told(found))
                return _read(descriptor, found)
        except UnparsableError as error:
            self._note(error)
        except OSError as error:
            self._note(UnparsableError(f"cannot be read: {error.strerror or error}"))
        return b""

    @cached_property
    def text(self) -> str:
        """The Python in the file, lines ended by newlines alone. A notebook's cells are joined, magics blanked."""
        try:
            return self._notebook.text if self._notebook else decoded(self.data)
        except UnparsableError as error:
            self._note(error)
            return ""

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None if nothing of the file can be parsed."""
        text = self.text
        if self._problems:  # it could not be read: there is nothing to parse
            return None
        try:
            return self._cells_tree(self._notebook) if self._notebook else parsed(text)
        except UnparsableError as error:
            self._note(error)
            return None

    def _cells_tree(self, notebook: Notebook) -> ast.Module | None:
        tree, failed = parsed_cells(notebook)
        for problem in (*notebook.problems, *failed):
            self._problems.append(Problem(self._cell_place(problem), problem.cause))
        return None if failed and len(failed) == len(notebook.cells) else tree

    @property
    def written(self) -> list[tuple[int | None, str]]:
        """The texts as they were written, magics included."""
        if self._notebook is None:
            return [(None, self.text)]
        return [(cell.number, "\n".join(cell.lines)) for cell in self._notebook.cells]

    def contains(self, name: str) -> bool:
        """Whether the name occurs in the file: a quick filter that may say yes too often. Of a notebook only its code counts."""
        return name in self.text if self.is_notebook else name.encode() in self.data

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What the text says is imported."""
        return tuple(stated(self.text))

    @cached_property
    def _words(self) -> frozenset[str]:
        text = self.text if self.text.isascii() else unicodedata.normalize("NFKC", self.text)  # as Python's parser
        return frozenset(_WORD.findall(text))

    def identifiers(self) -> frozenset[str]:
        """Every word of the text: the names used in it, and those in its comments and strings."""
        return self._words

    def texts(self) -> tuple[tuple[int | None, str], ...]:
        """The Python of the file as it is read: one text for a script, one for each cell of a notebook, by its number."""
        if self._notebook is None:
            return ((None, self.text),)
        return tuple((cell.number, cell.code) for cell in self._notebook.cells)

    def line(self, cell: int | None, line: int) -> str:
        """The line as the user wrote it; "" if there is none."""
        lines = self._lines if cell is None else self._cell_lines.get(cell, ())
        if cell is None and self.is_notebook:
            return ""
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def place(self, node: ast.AST) -> Place:
        """Where a node of this file's tree stands; the end column is the one after its last character.

        A node without a position (a module, a comprehension) stands at the beginning.
        """
        known = self._places.get(node)
        if known is None:
            known = self._places[node] = self._place(node)
        return known

    def _place(self, node: ast.AST) -> Place:
        line = getattr(node, "lineno", 1)
        end_line = getattr(node, "end_lineno", None) or line
        column = self._column(line, getattr(node, "col_offset", 0))
        end_column = self._column(end_line, getattr(node, "end_col_offset", None) or 0)
        cell = self._cell_at(line)
        if cell is None:
            return Place(self.display, line, column, end_line, end_column)
        before = cell.first_line - 1
        return Place(self.display, line - before, column, end_line - before, end_column, cell.number)

    def module_line(self, place: Place) -> int:
        """The line of this file's tree that a place of this file stands on."""
        first = {cell.number: cell.first_line for cell in self._notebook.cells} if self._notebook else {}
        return place.line if place.cell is None else first.get(place.cell, 1) - 1 + place.line

    def _column(self, line: int, offset: int) -> int:
        """The 1-based column in characters of a byte offset into a line."""
        if self._is_ascii or not 0 < line <= len(self._lines):
            return offset + 1
        text = self._lines[line - 1]
        return offset + 1 if text.isascii() else len(text.encode()[:offset].decode(errors="ignore")) + 1

    def _cell_at(self, line: int) -> Cell | None:
        if not self.is_notebook or not self._first_lines:
            return None
        at = bisect_right(self._first_lines, line) - 1
        return self._notebook.cells[max(at, 0)] if self._notebook else None

    @cached_property
    def _notebook(self) -> Notebook | None:
        """The cells; None for a file of another kind, and without cells, with a problem, if it is no notebook."""
        if not self.is_notebook:
            return None
        try:
            return read_notebook(self.data) if self.data or not self._problems else Notebook(())
        except UnparsableError as error:
            self._note(error)
            return Notebook(())

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    @cached_property
    def _first_lines(self) -> list[int]:
        return [cell.first_line for cell in self._notebook.cells] if self._notebook else []

    @cached_property
    def _cell_lines(self) -> dict[int, tuple[str, ...]]:
        return {cell.number: cell.lines for cell in self._notebook.cells} if self._notebook else {}

    def _cell_place(self, problem: CellProblem) -> Place:
        return Place(self.display, problem.line, problem.column, problem.line, problem.column, problem.cell)

    def _note(self, error: UnparsableError) -> None:
        place = Place(self.display, error.line, error.column, error.line, error.column)
        self._problems.append(Problem(place, error.cause))


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # non-blocking, so that opening a pipe which nobody writes to returns
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int, found: os.stat_result) -> bytes:
    """All bytes of a regular file; a pipe or a device would never end. Raises `OSError`, `UnparsableError`."""
    if stat.S_ISDIR(found.st_mode):
        raise UnparsableError("cannot be read: it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise UnparsableError("cannot be read: not a regular file")
    if found.st_size > READ_CEILING:
        raise UnparsableError(f"cannot be read: {found.st_size / 1e6:.0f} MB, over {READ_CEILING / 1e6:.0f} MB")
    pieces = []
    while piece := os.read(descriptor, found.st_size + 1):  # it may have grown
        pieces.append(piece)
    return b"".join(pieces)
