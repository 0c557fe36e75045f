"""Edits on a notebook: the source of a cell changes, the rest of the .ipynb stays as it is, byte for byte. Floor 5.

The JSON is read with the places of its strings; an edit rewrites only the characters that it replaces, so that escapes,
indentation and the order of keys are the file's own. A source is one string, or a list with one string for each line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from json import decoder, scanner
from typing import Any

from losslint.diagnostic import Edit
from losslint.fix.edit import UneditableError, line_starts, span
from losslint.record import dataclass
from losslint.regular import regular

_CHARACTER = regular(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)


class Located(str):
    """A string of the JSON, and where its inside begins and ends."""

    __slots__ = ("first", "last")
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a source, and where it stands in the file; a line end of two characters counts as one."""

    first: int
    last: int


def edited_notebook(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a notebook after the edits. Raises `UneditableError`."""
    try:
        text = data.decode("utf-8-sig")
        document = _document(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UneditableError(f"it cannot be read: {error}") from None
    mark = data[: len(data) - len(text.encode())]
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        by_cell.setdefault(edit.place.cell or 0, []).append(edit)
    changes: list[tuple[int, int, str]] = []
    for number, source in _sources(document):
        changes += _changes(text, source, by_cell.pop(number, []))
    if by_cell:
        raise UneditableError(f"cell {min(by_cell)} is not there any more")
    for first, last, new in sorted(changes, reverse=True):
        text = text[:first] + new + text[last:]
    return mark + text.encode()


def _document(text: str) -> Any:
    """The JSON with every string as `Located`; keys are plain."""
    reader = json.JSONDecoder(strict=False)

    def located(source: str, begin: int, strict: bool = True) -> tuple[str, int]:  # noqa: ARG001 - the decoder's own
        value, end = decoder.scanstring(source, begin, False)  # type: ignore[attr-defined]
        found = Located(value)
        found.first, found.last = begin, end - 1
        return found, end

    reader.parse_string = located  # type: ignore[attr-defined]
    reader.scan_once = scanner.py_make_scanner(reader)  # type: ignore[attr-defined]
    return reader.decode(text)


def _sources(document: Any) -> Iterator[tuple[int, list[Located]]]:
    """The strings of every cell's source, cells counted from 1."""
    sheets = [document] if isinstance(document.get("cells"), list) else document.get("worksheets", [])
    for number, cell in enumerate((cell for sheet in sheets for cell in sheet["cells"]), start=1):
        source: Any = cell.get("source", cell.get("input", [])) if isinstance(cell, dict) else []
        yield number, source if isinstance(source, list) else [source]


def _changes(text: str, source: list[Located], edits: list[Edit]) -> Iterator[tuple[int, int, str]]:
    if not edits:
        return
    characters, decoded = _characters(text, source)
    starts = line_starts(decoded)
    for edit in edits:
        first, last = span(edit, starts)
        if last > len(characters):
            raise UneditableError("a cell has changed")
        yield from _change(text, source, characters, first, last, edit.text)


def _characters(text: str, source: list[Located]) -> tuple[list[Character], str]:
    """Every character of a source as the analysis counts them, and the source itself."""
    found: list[Character] = []
    decoded: list[str] = []
    for part in source:
        for match in _CHARACTER.finditer(text, part.first, part.last):
            value = json.loads(f'"{match[0]}"', strict=False)
            if value == "\n" and decoded and decoded[-1] == "\r":
                decoded[-1] = "\n"
                found[-1] = Character(found[-1].first, match.end())
                continue
            decoded.append(value)
            found.append(Character(*match.span()))
    return found, "".join("\n" if value == "\r" else value for value in decoded)


def _change(
    text: str, source: list[Located], characters: list[Character], first: int, last: int, new: str
) -> Iterator[tuple[int, int, str]]:
    """The replacement of some characters by `new`, as changes of the file. Over several lines of a list the first and the
    last become one."""
    begin = characters[first].first if first < len(characters) else source[-1].last
    end = characters[last - 1].last if last > first else begin
    index = next((i for i, part in enumerate(source) if (part.first, part.last) == (begin, end)), None)
    if new or index is None or len(source) == 1:
        yield begin, end, _written(text, source, new)
    elif index + 1 < len(source):  # a line that becomes empty leaves the list
        yield source[index].first - 1, source[index + 1].first - 1, ""
    else:
        before = source[index - 1]
        yield before.last + 1, source[index].last + 1, ""
        if text[: before.last].endswith("\\n"):
            yield before.last - 2, before.last, ""


def _written(text: str, source: list[Located], new: str) -> str:
    """As it stands in JSON: other letters as escapes where the whole file is ASCII, a line in a string of its own where
    the source is a list of lines."""
    line_end = "\\n" + (text[source[0].last : source[1].first] if len(source) > 1 else "")
    return line_end.join(json.dumps(line, ensure_ascii=text.isascii())[1:-1] for line in new.split("\n"))
