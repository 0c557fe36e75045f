"""What a fix would change, as a unified diff that `patch` and `git apply` read; a notebook is shown cell by cell. Floor 5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from losslint.fix.write import Change
from losslint.source.file import SourceFile


def difference(changes: Iterable[Change]) -> Iterator[str]:
    """The lines of the diff, without their ends."""
    for change in changes:
        before, after = _texts(change, change.old), _texts(change, change.new)
        for (name, old), (_, new) in zip(before, after, strict=True):
            yield from _lines(old, new, name)


def _texts(change: Change, data: bytes) -> list[tuple[str, str]]:
    """Every text of the file with the name that the diff gives it."""
    file = SourceFile(change.path, change.display)
    file.data = data
    return [
        (change.display, file.text) if cell is None else (f"{change.display}:cell {cell}", text)
        for cell, text in file.written
    ]


def _lines(old: str, new: str, name: str) -> Iterator[str]:
    missing = "\\ No newline at end of file"
    for line in unified_diff(_split(old), _split(new), fromfile=name, tofile=name):
        yield line.removesuffix("\n")
        if not line.endswith("\n") and line[:1] in ("+", "-", " "):
            yield missing


def _split(text: str) -> list[str]:
    """Lines with their ends: newlines alone end a line, no other character does."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
