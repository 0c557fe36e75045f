"""Fixes that hold: a run comes in, its findings with the fixes that mend them go out, and what the files then are. Floor 6.

A planned fix is believed only after the project has been analysed again with the edited contents, in memory: the finding
must be gone and nothing new may be said. Where all fixes together do not hold, they are tried one by one; what does not
hold alone is dropped. The rounds are repeated on the mended contents until nothing is left to mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from losslint.fix.edit import UneditableError, compatible, edited_script
from losslint.place import Place
from losslint.record import dataclass
from losslint.runner import Run, on_deep_stack

if TYPE_CHECKING:
    from losslint.analysis.origins import Origins
    from losslint.fix.plan import Planner
    from losslint.fix.write import Change

ROUNDS = 8  # of mending what an earlier round has left
TRIALS = 24  # analyses of the project in one round
Judge = Callable[[Run], Sequence[Diagnostic]]  # which findings are reported, and so may be mended
Analysis = Callable[[Mapping[Path, bytes]], Run]
Spot = tuple[str, str, int | None, int]  # a finding's code, path, cell and line


@dataclass(frozen=True, slots=True)
class Mended:
    """The run on the mended contents, what was mended with which fix, and the contents that differ from the disk's."""

    run: Run
    fixed: tuple[Diagnostic, ...]
    contents: Mapping[Path, bytes]

    def changes(self, before: Run) -> list[Change]:
        """What is to be written, by the names of the files."""
        from losslint.fix.write import Change

        files = [file for file in before.project.files if file.path in self.contents]
        return [Change(file.path, file.display, file.data, self.contents[file.path]) for file in files]


def fixes(run: Run, analyse: Analysis, judge: Judge, *, trials: int) -> dict[Diagnostic, Fix]:
    """The fix, safe or unsafe, of every reported finding that has one that holds; `trials` bounds the work."""
    return on_deep_stack(lambda: _Round(run, analyse, judge, {}, unsafe=True, left=trials).chosen())


def mended(run: Run, analyse: Analysis, judge: Judge, *, unsafe: bool) -> Mended:
    """Everything reported that can be mended, mended: in memory, nothing is written."""
    return on_deep_stack(lambda: _mended(run, analyse, judge, unsafe=unsafe))


def _mended(run: Run, analyse: Analysis, judge: Judge, *, unsafe: bool) -> Mended:
    fixed: list[Diagnostic] = []
    contents: dict[Path, bytes] = {}
    for _ in range(ROUNDS):
        this = _Round(run, analyse, judge, contents, unsafe=unsafe)
        chosen = this.chosen()
        together = compatible(chosen.values())
        outcome = this.outcome(together) if together else None
        gone = [found for found, fix in chosen.items() if fix in together]
        if outcome is None or this.worse(outcome, together, gone):
            break
        fixed += [replace(found, fix=chosen[found]) for found in gone]
        run, contents = outcome.run, outcome.contents
    return Mended(run, tuple(fixed), contents)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the analysis says after some fixes, and the contents that it read."""

    run: Run
    contents: dict[Path, bytes]


@dataclass(slots=True)
class _Round:
    """One look at the findings of a run: which fixes hold, alone and together."""

    run: Run
    analyse: Analysis
    judge: Judge
    contents: Mapping[Path, bytes]
    unsafe: bool
    left: int = TRIALS
    known: dict[tuple[Edit, ...], _Outcome | None] = field(default_factory=dict)

    def chosen(self) -> dict[Diagnostic, Fix]:
        """For each finding the first candidate that holds."""
        planner = _planner(self.run)
        plans = {
            found: [fix for fix in planner.candidates(found) if self.unsafe or fix.applicability is Applicability.SAFE]
            for found in self.judge(self.run)
        }
        plans = {found: fixes for found, fixes in plans.items() if fixes}
        first = {found: fixes[0] for found, fixes in plans.items()}
        together = compatible(first.values())
        if len(together) > 1 and self.holds(together, [found for found, fix in first.items() if fix in together]):
            return first
        return {found: fix for found, fixes in plans.items() if (fix := self._first(found, fixes))}

    def _first(self, found: Diagnostic, fixes: Iterable[Fix]) -> Fix | None:
        return next((fix for fix in fixes if self.holds([fix], [found])), None)

    def holds(self, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
        """Are these findings gone after these fixes, and nothing new said?"""
        outcome = self.outcome(fixes)
        if outcome is None or self.worse(outcome, fixes, findings):
            return False
        left = Counter(map(_spot, self.judge(outcome.run)))
        before = Counter(_moved(_spot(found), fixes) for found in self.judge(self.run))
        gone = Counter(_moved(_spot(found), fixes) for found in findings)
        return all(left[spot] <= before[spot] - number for spot, number in gone.items()) and _settled(
            outcome.run, fixes, findings
        )

    def outcome(self, fixes: Sequence[Fix]) -> _Outcome | None:
        """The project with the fixes; None where they cannot be made or no trial is left."""
        edits = tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
        if edits not in self.known:
            self.known[edits] = self._outcome(edits)
        return self.known[edits]

    def _outcome(self, edits: tuple[Edit, ...]) -> _Outcome | None:
        self.left -= 1
        if self.left < 0:
            return None
        try:
            contents = {**self.contents, **edited(self.run, edits)}
        except UneditableError:
            return None
        return _Outcome(self.analyse(contents), contents)

    def worse(self, outcome: _Outcome, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
        """Is anything said that was not said before? Advice on what was mended does not count."""
        if outcome.run.report.internal or _lost(self.run, outcome.run, fixes):
            return True
        mended = {_moved(_spot(found), fixes)[1:] for found in findings}
        before = Counter(_moved(_spot(found), fixes) for found in self._said(self.run, ()))
        return bool(Counter(map(_spot, self._said(outcome.run, mended))) - before)

    def _said(self, run: Run, mended: Collection[tuple[str, int | None, int]]) -> list[Diagnostic]:
        found = dict.fromkeys((*run.report.diagnostics, *self.judge(run)))
        return [d for d in found if d.severity is not Severity.ADVICE or _spot(d)[1:] not in mended]


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


def _planner(run: Run) -> Planner:
    from losslint.fix.plan import Planner
    from losslint.fix.tree import Texts

    asked: list[Origins] = []

    def origins() -> Origins:
        from losslint.analysis.origins import Origins
        from losslint.knowledge import Knowledge

        if not asked:
            asked.append(Origins(run.project, Knowledge.load(run.knowledge)))
        return asked[0]

    return Planner(Texts(run.project), origins, run.report)


def _spot(found: Diagnostic) -> Spot:
    return found.code, *_line(found.place)


def _line(place: Place) -> tuple[str, int | None, int]:
    return place.path, place.cell, place.line


def _moved(spot: Spot, fixes: Iterable[Fix]) -> Spot:
    """Where a finding stands after the fixes: edits above it take and add lines."""
    code, path, cell, line = spot
    shift = 0
    for edit in dict.fromkeys(edit for fix in fixes for edit in fix.edits):
        place: Place = edit.place
        if (place.path, place.cell) == (path, cell) and (place.end_line, place.end_column) <= (line, 1):
            shift += edit.text.count("\n") - (place.end_line - place.line)
    return code, path, cell, line + shift


def _lost(before: Run, after: Run, fixes: Iterable[Fix]) -> bool:
    """Is a loss call no longer known to be right that was?"""
    right = Counter(_moved(("", *_line(row.place)), fixes) for row in before.report.pairs if row.verdict == "match")
    still = Counter(("", *_line(row.place)) for row in after.report.pairs if row.verdict == "match")
    return bool(right - still)


def _settled(run: Run, fixes: Sequence[Fix], findings: Sequence[Diagnostic]) -> bool:
    """Is the loss call of each finding still looked at, and is it not half mended: right on one way, unknown on another?"""
    spots = {_moved(_spot(found), fixes)[1:] for found in findings if found.pair}
    rows = [row for row in run.report.pairs if _line(row.place) in spots]
    seen = {_line(row.place) for row in rows}
    return seen == spots and not any("no condition tells" in (row.unknown_because or "") for row in rows)
