"""What the user asked for: which paths are left out and which findings are reported. Floor 2, pure data.

A *selector* is a code (`LL101`), the beginning of codes (`LL1`) or `ALL`. As in ruff the most specific selector that
matches decides, and `ignore` wins a tie. Advice (which includes findings that hold only in a configuration that is not
the default) is reported only if it was asked for by `ALL` or by its full code, never for a mere prefix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from losslint.diagnostic import Diagnostic, Severity

NEAR = 0.6  # share of equal characters from which on a word is taken for a mistyped code
ALL = "ALL"
EVERY_CODE = "LL"  # the prefix that all codes share: errors and warnings, no advice


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings are reported."""

    select: tuple[str, ...] = (EVERY_CODE,)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def reports(self, diagnostic: Diagnostic) -> bool:
        wanted = self.select + self.extend_select
        if diagnostic.severity is Severity.ADVICE:
            wanted = tuple(selector for selector in wanted if selector in (ALL, diagnostic.code))
        return _specificity(wanted, diagnostic.code) > _specificity(self.ignore, diagnostic.code)

    def unknown(self, codes: Collection[str]) -> tuple[str, ...]:
        """The selectors that match no existing code."""
        given = self.select + self.extend_select + self.ignore
        return tuple(selector for selector in given if not matches(selector, codes))


@dataclass(frozen=True, slots=True)
class Config:
    """`exclude` holds patterns as in .gitignore, added to the default ones."""

    exclude: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)


def matches(selector: str, codes: Iterable[str]) -> bool:
    """Does the selector name at least one existing code?"""
    everything = selector in (ALL, EVERY_CODE)
    return everything or (selector.startswith(EVERY_CODE) and any(code.startswith(selector) for code in codes))


def suggestion(word: str, codes: Iterable[str]) -> str | None:
    """The code that was probably meant, the first of equally near ones: for "did you mean"."""
    near = {code: SequenceMatcher(a=word.upper(), b=code).ratio() for code in codes}
    best = max(near, key=near.__getitem__, default=None)
    return best if best is not None and near[best] >= NEAR else None


def _specificity(selectors: Iterable[str], code: str) -> int:
    """Length of the longest selector that matches `code`, 0 for one that matches all; -1 if none does."""
    widest = (ALL, EVERY_CODE)
    found = [0 if selector in widest else len(selector) for selector in selectors if matches(selector, (code,))]
    return max(found, default=-1)
