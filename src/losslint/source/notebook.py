"""Notebooks: the bytes of an .ipynb come in, its Python cells as one module in order go out.

Floor 2. Cells are counted over all cells of the file from 1, markdown included. Formats 3 (worksheets) and 4 are read.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress

from losslint.record import dataclass
from losslint.regular import regular
from losslint.source.magics import without_magics
from losslint.source.nodes import walk
from losslint.source.parse import UnparsableError, parsed


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell. `first_line` is the line of the joined module on which it begins; `foreign`: its editor was told that it is of
    another language."""

    number: int
    lines: tuple[str, ...]  # as they were written
    code: str  # the same lines as Python: magics blanked
    first_line: int
    foreign: bool = False

    @property
    def header(self) -> str:
        """The line before the cell in the joined module."""
        return f"# cell {self.number}"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that is not analysed; `line` and `column` are 1-based within it."""

    cell: int
    cause: str
    line: int = 1
    column: int = 1


Plain = tuple[list[tuple[int, tuple[str, ...], str, int, bool]], list[tuple[int, str, int, int]]]


@dataclass(frozen=True, slots=True)
class Notebook:
    """The Python of a notebook, and the cells that hold none though they should."""

    cells: tuple[Cell, ...]
    problems: tuple[CellProblem, ...] = ()

    @property
    def plain(self) -> Plain:
        """The same without classes of ours."""
        cells = [(cell.number, cell.lines, cell.code, cell.first_line, cell.foreign) for cell in self.cells]
        return cells, [(problem.cell, problem.cause, problem.line, problem.column) for problem in self.problems]

    @classmethod
    def of_plain(cls, plain: Plain) -> Notebook:
        cells, problems = plain
        return cls(tuple([Cell(*cell) for cell in cells]), tuple([CellProblem(*problem) for problem in problems]))

    @property
    def text(self) -> str:
        """The module: each cell after a comment that names it."""
        return "".join(f"{cell.header}\n{cell.code}\n" for cell in self.cells)


def read_notebook(data: bytes) -> Notebook:
    """The notebook in `data`; no cells if its kernel is not Python, or if nothing has been written into it yet. Raises
    `UnparsableError` if it is no notebook."""
    if not data or data.isspace():
        return Notebook(())
    document = _document(data)
    if not _is_python(document):
        return Notebook(())
    cells: list[Cell] = []
    problems: list[CellProblem] = []
    next_line = 1
    for number, cell in enumerate(_raw_cells(document), start=1):
        match _source(cell):
            case CellProblem(cause=cause):
                problems.append(CellProblem(number, cause))
            case str(source):
                lines = tuple(source.split("\n"))
                cells.append(Cell(number, lines, without_magics(source), next_line + 1, _is_foreign(cell)))
                next_line += source.count("\n") + 2
    return Notebook(tuple(cells), tuple(problems))


def _document(data: bytes) -> dict[str, object]:
    """What the JSON says; where it is broken, all of it is read, so that the place is told as it is."""
    import json

    with suppress(ValueError, RecursionError, MemoryError):
        document = json.loads(without_pictures(data).decode("utf-8-sig"))
        if isinstance(document, dict):
            return document
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        cause = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        raise UnparsableError(f"not a notebook: {cause}") from None
    except json.JSONDecodeError as error:
        raise UnparsableError(f"not a notebook: not JSON: {error.msg}", error.lineno, error.colno) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnparsableError(f"not a notebook: not JSON that can be read: {error}") from None
    if not isinstance(document, dict):
        raise UnparsableError("not a notebook: no JSON object")
    return document


def without_pictures(data: bytes) -> bytes:
    """The same document with empty pictures: they are most of what a notebook with outputs weighs (98 of 121 MB in 288 of them).
    A quote behind no backslash begins or ends a text, so that no line of code is taken for one."""
    kept: list[bytes] = []
    done = at = 0
    while picture := _PICTURE.search(data, at):
        at = picture.end()
        end = data.find(b'"', at)
        if end > 0 and b"\\" not in (data[picture.start() - 1 : picture.start()], data[end - 1 : end]):
            kept.append(data[done:at])
            done = at = end
    return b"".join((*kept, data[done:])) if kept else data


_PICTURE = regular(rb'"image/[\w.+-]+"\s*:\s*"')


def _is_python(document: dict[str, object]) -> bool:
    """Whether the kernel runs Python; so does one that does not say."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return True
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        entry = metadata.get(key)
        language = entry.get(field) if isinstance(entry, dict) else None
        if isinstance(language, str) and language:
            return language.lower() in {"python", "ipython"} or language.lower().startswith("python")
    return True


def _raw_cells(document: dict[str, object]) -> Iterator[object]:
    cells = document.get("cells")
    if isinstance(cells, list):
        yield from cells
        return
    worksheets = document.get("worksheets")
    if not isinstance(worksheets, list):
        raise UnparsableError("not a notebook: it has no list of cells")
    for sheet in worksheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list):
            raise UnparsableError("not a notebook: a worksheet without a list of cells")
        yield from cells


def _source(cell: object) -> str | CellProblem | None:
    """The text of a code cell, lines ended by newlines alone; None for any other kind of cell."""
    if not isinstance(cell, dict):
        return CellProblem(0, "the cell is no JSON object")
    if cell.get("cell_type") != "code":
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return CellProblem(0, "the cell's source is neither text nor a list of lines")
    # JSON may hold halves of surrogate pairs, which no encoder takes
    return source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")


def _is_foreign(cell: object) -> bool:
    """Is it marked as a cell of another language, `shellscript` or `plaintext`? The kernel could not run it; it is shown. A
    mark on what is Python says nothing."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    editor = metadata.get("vscode") if isinstance(metadata, dict) else None
    language = editor.get("languageId") if isinstance(editor, dict) else None
    return isinstance(language, str) and language not in ("", "python")


def parsed_cells(notebook: Notebook) -> tuple[ast.Module, tuple[CellProblem, ...]]:
    """The module of all cells that are Python, its lines those of `Notebook.text`, and the cells that should be and are not."""
    together = _parsed_together(notebook)
    return (together, ()) if together is not None else _parsed_apart(notebook)


def _parsed_together(notebook: Notebook) -> ast.Module | None:
    """The same in one piece, in two thirds of the time. None where that may say something else than each cell alone does: where the text does
    not parse, and where one cell goes on in the next."""
    if any(cell.code.rstrip().endswith("\\") for cell in notebook.cells):
        return None
    try:
        tree = parsed(notebook.text)
    except UnparsableError:
        return None
    first_lines = [cell.first_line for cell in notebook.cells]

    def is_within_one(statement: ast.stmt) -> bool:
        decorators = getattr(statement, "decorator_list", None)
        first = decorators[0].lineno if decorators else statement.lineno
        return bisect_right(first_lines, first) == bisect_right(first_lines, statement.end_lineno or first)

    return tree if all(map(is_within_one, tree.body)) else None


def _parsed_apart(notebook: Notebook) -> tuple[ast.Module, tuple[CellProblem, ...]]:
    body: list[ast.stmt] = []
    problems: list[CellProblem] = []
    for cell in notebook.cells:
        try:
            body.extend(_statements(cell))
        except UnparsableError as error:
            if not cell.foreign:
                problems.append(_within(cell, error))
    return ast.Module(body=body, type_ignores=[]), tuple(problems)


def _statements(cell: Cell) -> list[ast.stmt]:
    # Each cell is parsed alone, after as many empty lines as stand before it: an unclosed bracket spoils one cell.
    before = "\n" * (cell.first_line - 2)
    indent = _indentation(cell.code)
    if not indent:
        return parsed(f"{before}\n{cell.code}").body
    try:
        match parsed(f"{before}if True:\n{cell.code}").body:
            case [ast.If(body=statements, orelse=[])]:
                return statements
    except UnparsableError:
        lines = cell.code.split("\n")
        if all(line.startswith(indent) for line in lines if line.strip()):
            raise
        return _moved_left(lines, indent, before)
    raise UnparsableError("syntax error: unexpected indent", cell.first_line)


def _indentation(code: str) -> str:
    """That of the first statement: IPython takes it off every line of the cell that begins with it."""
    for line in code.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            return line[: len(line) - len(line.lstrip(" \t"))]
    return ""


def _moved_left(lines: list[str], indent: str, before: str) -> list[ast.stmt]:
    """The statements of a cell that is indented in part; their columns are those that were written."""
    body = parsed(f"{before}\n" + "\n".join(line.removeprefix(indent) for line in lines)).body
    moved = {len(before) + 2 + number for number, line in enumerate(lines) if line.startswith(indent)}
    for node in (inner for statement in body for inner in walk(statement)):
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias):
            node.col_offset += len(indent) * (node.lineno in moved)
            if node.end_col_offset is not None:
                node.end_col_offset += len(indent) * (node.end_lineno in moved)
    return body


def _within(cell: Cell, error: UnparsableError) -> CellProblem:
    before = cell.first_line - 1
    cause = re.sub(r"on line (\d+)", lambda named: f"on line {max(int(named[1]) - before, 1)}", error.cause)
    return CellProblem(cell.number, cause, min(max(error.line - before, 1), len(cell.lines)), error.column)
