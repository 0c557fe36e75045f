"""From all that a run has to say to what is reported. Floor 6.

In: a `Run` and its `Config`; out: the `Report` that the doors show and fail on. Each finding gets the severity that the
project gives it and is kept if its code is selected, not ignored in its file, and not held back by a comment or by the
baseline. What comments ask in vain is found here as well (LL902, LL903): only here is it known.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.config import Config
from losslint.diagnostic import Diagnostic, Report, Severity
from losslint.record import replace
from losslint.rules.catalogue import Reads, Rule, load_rules
from losslint.runner import NOT_ANALYSED, Run, by_place, fingerprinted
from losslint.source.file import SourceFile
from losslint.suppression import UNKNOWN, UNUSED, Suppressions

if TYPE_CHECKING:
    from losslint.baseline import Key


def gate(run: Run, config: Config) -> Report:
    """The run's report, its findings those that are to be shown; those held back are in `suppressed`.

    Raises BaselineError for a baseline that cannot be read.
    """
    comments = Suppressions(run.project.file)
    shown: list[Diagnostic] = []
    held: list[Diagnostic] = []

    def sort_in(finding: Diagnostic) -> None:
        suppression = comments.held(finding)  # asked for every finding, reported or not: the comment is of use
        weighed = _weighed(finding, config)
        if _is_wanted(weighed, run, config):
            (held if suppression else shown).append(replace(weighed, suppression=suppression))

    for finding in run.report.diagnostics:
        sort_in(finding)
    for finding in fingerprinted(_in_vain(run, config, comments), run.project):
        sort_in(finding)
    shown.sort(key=by_place)
    if config.baseline is not None:
        from losslint import baseline

        parts = baseline.read(config.baseline).divided(shown, run.project)
        shown = parts.new
        held += parts.known
    return replace(run.report, diagnostics=tuple(shown), suppressed=tuple(held))


def stale_entries(run: Run, config: Config, report: Report) -> tuple[Counter[Key], Mapping[str, str]]:
    """The entries of the baseline that match nothing, as far as this run can tell: none that it did not look for. And the new
    paths of files that have moved."""
    if config.baseline is None or not covers_project(run):
        return Counter(), {}
    from losslint import baseline

    known = [finding for finding in report.suppressed if finding.suppression and finding.suppression.kind == "baseline"]
    kept = baseline.read(config.baseline)
    parts = kept.divided(known, run.project)
    files = {file.path: file for file in run.project.files}

    def was_looked_for(key: Key) -> bool:
        path = Path(os.path.normpath(kept.folder / key.path))
        file = files.get(path)
        if file.problems if file else path.exists():
            return False  # it was not analysed, or it was left out
        advice, other = (config.selection.selects(key.code, advice=advice) for advice in (True, False))
        return key.code not in load_rules() or ((advice or other) and not config.ignores(key.code, path))

    return Counter({key: count for key, count in parts.left.items() if was_looked_for(key)}), parts.moved


def covers_project(run: Run) -> bool:
    """Whether everything in the project was asked for and looked at, so that what is missing is not there."""
    root = run.project.root
    return not run.report.internal and any(path == root or path in root.parents for path in run.project.asked)


def _weighed(finding: Diagnostic, config: Config) -> Diagnostic:
    """The finding with the project's severity; one that is advice because of its condition stays so."""
    severity = config.severity.get(finding.code, finding.severity)
    if finding.condition is not None and finding.severity is Severity.ADVICE:
        return finding
    return replace(finding, severity=severity)


def _is_wanted(finding: Diagnostic, run: Run, config: Config) -> bool:
    if not config.selection.reports(finding):
        return False
    return not config.ignores(finding.code, run.project.path_of(finding.place.path))


def _in_vain(run: Run, config: Config, comments: Suppressions) -> Iterator[Diagnostic]:
    """LL902 and LL903, as far as they are on: no file is read for a rule that is off."""
    rules = load_rules()
    full = covers_project(run) and config.selection.selects(UNUSED)
    for file in run.project.files:
        if not run.project.is_asked(file.display):
            continue
        if config.selection.selects(UNKNOWN):
            yield from comments.unknown(file.display, rules, rules[UNKNOWN])
        if full and comments.requests(file.display) and _is_resolved(file, run):
            yield from comments.unused(file.display, _due(file, config, rules), rules[UNUSED])


def _due(file: SourceFile, config: Config, rules: Mapping[str, Rule]) -> Callable[[str], bool]:
    """Which codes a comment in a file may be blamed for: those that would be reported there if they were found."""

    def is_due(code: str) -> bool:
        rule = rules.get(code)
        if rule is None or Reads.LIVE in rule.reads or not (rule.cells or rule.predicate or code == NOT_ANALYSED):
            return False  # only a run of the program, or this module, could find it
        if {Reads.STEP, Reads.RUN}.intersection(rule.reads):
            return False  # that all loss calls are known does not say that all steps are
        advice = config.severity.get(code, rule.severity) is Severity.ADVICE
        return config.selection.selects(code, advice=advice) and not config.ignores(code, file.path)

    return is_due


def _is_resolved(file: SourceFile, run: Run) -> bool:
    """Whether losslint knows of every loss call that the file has a part in; if none, of every one in the project."""
    if file.problems:
        return False
    rows = run.report.pairs
    near = [row for row in rows if file.display in {row.place.path, *(step.place.path for step in row.trail)}]
    return all(row.verdict != "unknown" for row in near or rows)
