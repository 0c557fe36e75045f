"""What the user asked for: what is read, what is left out, which findings are reported. Floor 2, pure data.

`losslint.settings` makes a `Config` from files and the command line.

A *selector* is a code (`LL101`), the beginning of codes (`LL1`) or `ALL`. As in ruff the most specific selector that
matches decides, and `ignore` wins a tie. Advice (which includes findings that hold only in a configuration that is not
the default) is reported only if it was asked for by `ALL` or by its full code, never for a mere prefix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from losslint.diagnostic import Diagnostic, Severity
from losslint.record import dataclass, field

NEAR = 0.6  # share of equal characters from which on a word is taken for a mistyped code
ALL = "ALL"
EVERY_CODE = "LL"  # the prefix that all codes share: errors and warnings, no advice


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings are reported. `below` is what another source says (the file below the command line): it is heard
    for codes of which nothing is said here, unless `select` begins anew.
    """

    select: tuple[str, ...] | None = (EVERY_CODE,)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    below: Selection | None = None

    def reports(self, diagnostic: Diagnostic) -> bool:
        return self.selects(diagnostic.code, advice=diagnostic.severity is Severity.ADVICE)

    def selects(self, code: str, *, advice: bool = False) -> bool:
        """Whether findings of that code are reported, if they are advice or if they are not."""
        wanted = (self.select or ()) + self.extend_select
        if advice:
            wanted = tuple(selector for selector in wanted if selector in (ALL, code))
        here, against = _specificity(wanted, code), _specificity(self.ignore, code)
        if here >= 0 or against >= 0:
            return here > against
        return self.select is None and self.below is not None and self.below.selects(code, advice=advice)

    def unknown(self, codes: Collection[str]) -> tuple[str, ...]:
        """The selectors that match no existing code."""
        given = (self.select or ()) + self.extend_select + self.ignore
        return tuple(selector for selector in given if not matches(selector, codes))


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run. Paths are absolute; `exclude` and the keys of `per_file_ignores` are patterns
    (`losslint.settings.patterns`). `exclude` is added to the default patterns where `default_exclude` holds.
    """

    exclude: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    default_exclude: bool = True
    force_exclude: bool = False  # paths that were given are left out too if they are excluded
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    knowledge: tuple[Path, ...] = ()  # folders of the user's own stubs, heard before those that ship with losslint
    src: tuple[Path, ...] = ()  # folders in which imports are looked up first
    fail_on: Severity = Severity.WARNING
    output_format: str | None = None
    cache_dir: Path | None = None
    baseline: Path | None = None
    files: tuple[Path, ...] = ()  # the configuration files that were read, the nearest first

    def ignores(self, code: str, path: Path) -> bool:
        """Whether a code is ignored in a file (its absolute path)."""
        from losslint.settings.patterns import covers

        return any(
            _specificity(selectors, code) >= 0 for pattern, selectors in self.per_file_ignores if covers(pattern, path)
        )


EVERYTHING = Config(selection=Selection(select=(ALL,)))
"""The default settings, with nothing left out that there is to say."""


def matches(selector: str, codes: Iterable[str]) -> bool:
    """Does the selector name at least one existing code?"""
    everything = selector in (ALL, EVERY_CODE)
    return everything or (selector.startswith(EVERY_CODE) and any(code.startswith(selector) for code in codes))


def suggestion(word: str, codes: Iterable[str]) -> str | None:
    """The code that was probably meant, the first of equally near ones: for "did you mean"."""
    from difflib import SequenceMatcher

    near = {code: SequenceMatcher(a=word.upper(), b=code).ratio() for code in codes}
    best = max(near, key=near.__getitem__, default=None)
    return best if best is not None and near[best] >= NEAR else None


def _specificity(selectors: Iterable[str], code: str) -> int:
    """Length of the longest selector that matches `code`, 0 for one that matches all; -1 if none does."""
    widest = (ALL, EVERY_CODE)
    found = [0 if selector in widest else len(selector) for selector in selectors if matches(selector, (code,))]
    return max(found, default=-1)
