"""Colours for a terminal, and text made safe for one. Floor 5."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from losslint.diagnostic import Severity

TAB = 4  # columns that a tab takes in a picture


class Style(StrEnum):
    """ANSI codes by what they are used for."""

    BOLD = "1"
    GUTTER = "1;34"
    ERROR = "1;31"
    WARNING = "1;33"
    ADVICE = "1;36"
    HELP = "1;32"
    DIM = "2"


BY_SEVERITY = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.ADVICE: Style.ADVICE}


class Paint:
    """Paints if `on`, else hands the text back."""

    def __init__(self, *, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, style: Style) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.on and text else text


PLAIN = Paint(on=False)


def glyph(character: str) -> str:
    """What a picture shows for one character of source: tabs as spaces, other control characters as symbols.

    A file's name or text must not be able to send the terminal a command.
    """
    if character == "\t":
        return " " * TAB
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if 0x7F <= code < 0xA0 or unicodedata.category(character) in ("Cf", "Cs"):
        return "\ufffd"
    return character


def printable(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal would obey."""
    return "".join(glyph(character) for character in text)


def width(text: str) -> int:
    """Columns of a terminal that `text` takes: two for wide characters, none for combining marks."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
