"""From all that a run has to say to what is reported. Floor 6.

In: a `Run` and its `Config`; out: the `Report` that the doors show and fail on. Each finding gets the severity that the
project gives it and is kept if its code is selected and not ignored in its file.
"""

from __future__ import annotations

from dataclasses import replace

from losslint.config import Config
from losslint.diagnostic import Diagnostic, Report, Severity
from losslint.runner import Run


def gate(run: Run, config: Config) -> Report:
    """The run's report, its findings those that are to be shown."""
    findings = [_weighed(finding, config) for finding in run.report.diagnostics]
    kept = tuple(finding for finding in findings if _is_wanted(finding, run, config))
    return replace(run.report, diagnostics=kept)


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
