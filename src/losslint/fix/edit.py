"""Edits on a file's bytes: everything outside an edit stays as it is, byte for byte. Floor 5.

In: the bytes as they were analysed and edits whose places are in characters of the text as the analysis reads it. Out: the
new bytes. Encoding, byte order mark, line ends, a missing newline at the end and form feeds are the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

from losslint.diagnostic import Edit, Fix
from losslint.regular import regular
from losslint.source.parse import UnparsableError, encoding_of

_LINE_END = regular(r"\r\n|\r|\n")


class UneditableError(Exception):
    """A file that cannot be edited without a loss; the message says why."""


def edited_script(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a script after the edits. Raises `UneditableError`."""
    try:
        encoding = encoding_of(data)
        text = data.decode(encoding)
    except (UnicodeDecodeError, UnparsableError) as error:
        raise UneditableError(f"its text cannot be read: {error}") from None
    if text.encode(encoding) != data:
        raise UneditableError(f"its bytes cannot be kept when it is written as {encoding}")
    ends = [match.span() for match in _LINE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    newline = text[slice(*ends[0])] if ends else "\n"
    for edit in _from_the_end(edits):
        place = edit.place
        first = starts[place.line - 1] + place.column - 1
        last = starts[place.end_line - 1] + place.end_column - 1
        text = text[:first] + edit.text.replace("\n", newline) + text[last:]
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise UneditableError(f"the fix cannot be written in its encoding: {error}") from None


def edited_text(text: str, edits: Iterable[Edit]) -> str:
    """The same for a text whose lines end in newlines alone, such as a cell."""
    starts = line_starts(text)
    for edit in _from_the_end(edits):
        first, last = span(edit, starts)
        text = text[:first] + edit.text + text[last:]
    return text


def line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def span(edit: Edit, starts: Sequence[int]) -> tuple[int, int]:
    """Where an edit begins and ends, in characters."""
    place = edit.place
    return starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1


def _from_the_end(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(dict.fromkeys(edits), key=attrgetter("place"), reverse=True)


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that can be made together, the first of two that overlap; the same fix twice counts once."""
    kept: list[Fix] = []
    taken: list[Edit] = []
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if not any(_overlap(edit, other) for edit in fresh for other in taken):
            kept.append(fix)
            taken += fresh
    return kept


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.place, other.place
    if (a.path, a.cell) != (b.path, b.cell):
        return False
    first, second = sorted(((_start(a), _end(a)), (_start(b), _end(b))))
    return second[0] < first[1] or (second[0] == first[0]) or (second[0] == first[1] and second[0] == second[1])


def _start(place: object) -> tuple[int, int]:
    line, column = attrgetter("line", "column")(place)
    return line, column


def _end(place: object) -> tuple[int, int]:
    line, column = attrgetter("end_line", "end_column")(place)
    return line, column
