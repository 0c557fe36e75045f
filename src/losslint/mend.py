"""Fixes that hold: a run comes in, its findings with the fixes that mend them go out, and what the files then are. Floor 6.

A planned fix is believed only after the project has been analysed again with the edited contents (trial.py). Where all fixes
together do not hold, they are tried one by one, first with a look; what does not hold is dropped. The rounds are repeated on
the mended contents until nothing is left to mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Fix
from losslint.fix.edit import compatible
from losslint.record import dataclass, replace
from losslint.runner import Run, again, on_deep_stack
from losslint.trial import Again, Judge, Trials

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.evaluators import Evaluators
    from losslint.analysis.origins import Origins
    from losslint.fix.plan import Planner
    from losslint.fix.write import Change

ROUNDS = 8  # of mending what an earlier round has left
TRIALS = 24  # analyses of the whole project in one round


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


def fixes(run: Run, judge: Judge, *, trials: int = TRIALS, analyse: Again = again) -> dict[Diagnostic, Fix]:
    """The fix, safe or unsafe, of every reported finding that has one that holds; `trials` bounds the work."""
    return on_deep_stack(lambda: _chosen(Trials(run, analyse, judge, {}, trials), unsafe=True))


def mended(run: Run, judge: Judge, *, unsafe: bool, analyse: Again = again) -> Mended:
    """Everything reported that can be mended, mended: in memory, nothing is written."""
    return on_deep_stack(lambda: _mended(run, analyse, judge, unsafe=unsafe))


def _mended(run: Run, analyse: Again, judge: Judge, *, unsafe: bool) -> Mended:
    fixed: list[Diagnostic] = []
    contents: dict[Path, bytes] = {}
    for _ in range(ROUNDS):
        trials = Trials(run, analyse, judge, contents, TRIALS)
        chosen = _chosen(trials, unsafe=unsafe)
        together = compatible(chosen.values())
        outcome = trials.outcome(together) if together else None
        gone = [found for found, fix in chosen.items() if fix in together]
        if outcome is None or trials.worse(outcome, together, gone):
            break
        fixed += [replace(found, fix=chosen[found]) for found in gone]
        run, contents = outcome.run, outcome.contents
    return Mended(run, tuple(fixed), contents)


def _chosen(trials: Trials, *, unsafe: bool) -> dict[Diagnostic, Fix]:
    """For each finding the first candidate that holds."""
    planner = _planner(trials.run)
    plans = {
        found: [fix for fix in planner.candidates(found) if unsafe or fix.applicability is Applicability.SAFE]
        for found in trials.judge(trials.run)
    }
    held = _together(trials, {found: fixes[0] for found, fixes in plans.items() if fixes})
    apart = {found: fix for found in plans if found not in held and (fix := _first(trials, found, plans[found]))}
    held |= _together(trials, apart)
    return held | {found: fix for found, fix in apart.items() if found not in held and trials.hold([fix], [found])}


def _together(trials: Trials, fixes: Mapping[Diagnostic, Fix]) -> dict[Diagnostic, Fix]:
    """Those of the fixes that can be made together, if they hold."""
    together = compatible(fixes.values())
    group = {found: fix for found, fix in fixes.items() if fix in together}
    return group if group and trials.hold(together, list(group)) else {}


def _first(trials: Trials, found: Diagnostic, fixes: Iterable[Fix]) -> Fix | None:
    return next((fix for fix in fixes if trials.may_hold(fix, found)), None)


def _planner(run: Run) -> Planner:
    from losslint.fix.plan import Planner
    from losslint.fix.tree import Texts

    @cache
    def evaluators() -> Evaluators:
        from losslint.analysis.evaluators import Evaluators
        from losslint.knowledge import Knowledge

        return run.evaluators or Evaluators(run.project, Knowledge.load(run.config.knowledge))

    @cache
    def asking(ev: Evaluator) -> Origins:
        from losslint.analysis.origins import Origins

        return Origins(ev)

    return Planner(Texts(run.project), lambda display: asking(evaluators().at(display)), run.report)
