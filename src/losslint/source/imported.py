"""What a program imports, by its text: nothing is parsed. Floor 2.

A statement inside a string counts too: this only says which files may know of each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from losslint.regular import regular

_NAMES = r"\((?:[^)#]|#[^\n]*)*\)|(?:[^\n#;\\]|\\\n)*"
_STATEMENT = regular(rf"[ \t]*(?:from\b[ \t]*(\.*[\w.]*)[ \t]*\bimport\b[ \t]*({_NAMES})|import[ \t]+({_NAMES}))")
_ASIDE = regular(r"\bas\s+\w+|#[^\n]*")  # what is no name of anything imported
_DOTTED = regular(r"[^\W\d][\w.]*")
_BY_TEXT = regular(r"\b(?:import_module|__import__)\(\s*(?:[rfuRFU]*([\"'])([\w.]*)(.?))?", re.DOTALL)
_WORD = "import"


class Import(NamedTuple):
    """`from ..base import listed` with `level` dots, `import base`; `below` where any module below it may be meant, and of
    an empty `base` then any module at all."""

    base: str
    level: int = 0
    listed: str = ""
    below: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return names_in(self.listed)


def stated(text: str) -> Iterator[Import]:
    """The import statements, and the calls that import by a text: all modules below what is known of it."""
    at = text.find(_WORD)
    while at >= 0:  # from word to word: most of a program is far from any import
        line = text.rfind("\n", 0, at) + 1
        found = _STATEMENT.match(text, max(line, text.rfind(";", line, at) + 1, text.rfind(":", line, at) + 1))
        if found is not None:
            base, listed, modules = found.groups()
            if base is not None:
                dotted = base.lstrip(".")
                yield Import(dotted, len(base) - len(dotted), listed)
            else:
                yield from (Import(name) for name in names_in(modules))
        at = text.find(_WORD, max(at + len(_WORD), 0 if found is None else found.end()))
    if "import_module" in text or "__import__" in text:
        yield from (_by_text(*found.groups()) for found in _BY_TEXT.finditer(text))


def names_in(text: str) -> tuple[str, ...]:
    """`a.b`, `c` of `a.b as x, c  # …`."""
    return tuple(_DOTTED.findall(_ASIDE.sub("", text)))


def _by_text(quote: str | None, text: str | None, end: str | None) -> Import:
    text = text or ""
    dotted = text.lstrip(".")
    level = len(text) - len(dotted)
    if quote and quote == end and not dotted.endswith("."):
        return Import(dotted, level)
    return Import(dotted.rpartition(".")[0], level, below=True)
