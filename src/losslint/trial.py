"""Whether a fix holds: the project is analysed again with the edited contents, in memory, and the two runs are compared. Floor 6.

A fix holds where the finding is gone and nothing new is said. A look asks the loss calls of those files alone that the
evidence connects with the edited ones: enough to refuse, and quick. Only an analysis of the whole project confirms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from losslint.diagnostic import Diagnostic, Edit, Fix, Severity
from losslint.fix.edit import UneditableError, edited_script
from losslint.place import Place
from losslint.record import dataclass, field
from losslint.runner import Run

LOOKS = 4  # for each analysis of the whole project that may be spent

Judge = Callable[[Run], Sequence[Diagnostic]]  # which findings are reported, and so may be mended
Again = Callable[[Run, Mapping[Path, bytes], Collection[str] | None], Run]
"""A run again, with other contents of some files, by absolute path, and with the loss calls of some files alone."""
Spot = tuple[str, str, int | None, int]  # a finding's code, path, cell and line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the analysis says after some fixes, the contents that it read, and of which files (None: of all)."""

    run: Run
    contents: dict[Path, bytes]
    only: frozenset[str] | None


@dataclass(slots=True)
class Trials:
    """Fixes tried on one run, whose project has the `contents` that differ from the disk's; `left` analyses may be spent."""

    run: Run
    analyse: Again
    judge: Judge
    contents: Mapping[Path, bytes]
    left: int
    looks: int = field(init=False)
    known: dict[tuple[tuple[Edit, ...], bool], Outcome | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.looks = self.left * LOOKS

    def may_hold(self, fix: Fix, finding: Diagnostic) -> bool:
        """Is the finding gone after this fix, and nothing new said, as far as a look shows?"""
        whole = self.known.get((_edits([fix]), True))
        return self._holds(whole or self.outcome([fix], whole=False), [fix], [finding])

    def hold(self, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
        """Are these findings gone after these fixes, and nothing new said in the whole project?"""
        return self._holds(self.outcome(fixes), fixes, findings)

    def _holds(self, outcome: Outcome | None, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
        if outcome is None or self.worse(outcome, fixes, findings):
            return False
        left = Counter(map(_spot, self.judge(outcome.run)))
        before = Counter(_moved(_spot(found), fixes) for found in self.judge(self.run))
        gone = Counter(_moved(_spot(found), fixes) for found in findings)
        return all(left[spot] <= before[spot] - number for spot, number in gone.items()) and _settled(
            outcome.run, fixes, findings
        )

    def outcome(self, fixes: Sequence[Fix], *, whole: bool = True) -> Outcome | None:
        """The project with the fixes; None where they cannot be made or no trial is left."""
        edits = _edits(fixes)
        if (edits, whole) not in self.known:
            self.known[edits, whole] = self._outcome(edits, whole=whole)
        return self.known[edits, whole]

    def _outcome(self, edits: tuple[Edit, ...], *, whole: bool) -> Outcome | None:
        if (self.left if whole else self.looks) <= 0:
            return None
        self.left, self.looks = self.left - whole, self.looks - (not whole)
        try:
            contents = {**self.contents, **edited(self.run, edits)}
        except UneditableError:
            return None
        only = None if whole else frozenset(_connected(self.run, {edit.place.path for edit in edits}))
        return Outcome(self.analyse(self.run, contents, only), contents, only)

    def worse(self, outcome: Outcome, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
        """Is anything said that was not said before? Advice on what was mended does not count."""
        if outcome.run.report.internal or _lost(self.run, outcome, fixes):
            return True
        mended = {_moved(_spot(found), fixes)[1:] for found in findings}
        before = Counter(_moved(_spot(found), fixes) for found in self._said(self.run, ()))
        return bool(Counter(map(_spot, self._said(outcome.run, mended))) - before)

    def _said(self, run: Run, mended: Collection[tuple[str, int | None, int]]) -> list[Diagnostic]:
        found = dict.fromkeys((*run.report.diagnostics, *self.judge(run)))
        return [d for d in found if d.severity is not Severity.ADVICE or _spot(d)[1:] not in mended]


def _edits(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """All edits of the fixes, each once."""
    return tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits))


def edited(run: Run, edits: Iterable[Edit]) -> dict[Path, bytes]:
    """The new contents of the files that the edits touch. Raises `UneditableError`."""
    from losslint.fix.notebook import edited_notebook

    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.place.path, []).append(edit)
    contents = {}
    for path, here in by_path.items():
        file = run.project.file(path)
        if file is None:
            raise UneditableError(f"{path} is not part of the project")
        contents[file.path] = (edited_notebook if file.is_notebook else edited_script)(file.data, here)
    return contents


def _connected(run: Run, edited: Collection[str]) -> Iterator[str]:
    """The edited files, and those with a loss call or a finding whose evidence leads through them."""
    yield from edited
    for row in run.report.pairs:
        if any(step.place.path in edited for trail in row.trails for step in trail):
            yield row.place.path
    for found in run.report.diagnostics:
        if any(step.place.path in edited for step in found.trail):
            yield found.place.path


def _spot(found: Diagnostic) -> Spot:
    return found.code, *_line(found.place)


def _line(place: Place) -> tuple[str, int | None, int]:
    return place.path, place.cell, place.line


def _moved(spot: Spot, fixes: Iterable[Fix]) -> Spot:
    """Where a finding stands after the fixes: edits above it take and add lines."""
    code, path, cell, line = spot
    shift = 0
    for edit in _edits(fixes):
        place: Place = edit.place
        if (place.path, place.cell) == (path, cell) and (place.end_line, place.end_column) <= (line, 1):
            shift += edit.text.count("\n") - (place.end_line - place.line)
    return code, path, cell, line + shift


def _lost(before: Run, after: Outcome, fixes: Iterable[Fix]) -> bool:
    """Is a loss call no longer known to be right that was?"""
    rows = [row for row in before.report.pairs if after.only is None or row.place.path in after.only]
    right = Counter(_moved(("", *_line(row.place)), fixes) for row in rows if row.verdict == "match")
    still = Counter(("", *_line(row.place)) for row in after.run.report.pairs if row.verdict == "match")
    return bool(right - still)


def _settled(run: Run, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
    """Is the loss call of each finding still looked at, and is it not half mended: right on one way, unknown on another?"""
    spots = {_moved(_spot(found), fixes)[1:] for found in findings if found.pair}
    rows = [row for row in run.report.pairs if _line(row.place) in spots]
    seen = {_line(row.place) for row in rows}
    return seen == spots and not any("no condition tells" in (row.unknown_because or "") for row in rows)
