"""`--output-format gitlab`: a Code Quality report, which GitLab shows in merge requests. Floor 5.

https://docs.gitlab.com/ci/testing/code_quality/
"""

from __future__ import annotations

from losslint.diagnostic import Diagnostic, Severity
from losslint.place import Place
from losslint.report.document import Json, written
from losslint.report.results import Results, first_line, sentence

LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.ADVICE: "info"}


def render(results: Results) -> bytes:
    return written([_issue(finding, results.path(finding.place)) for finding in results.found])


def _issue(finding: Diagnostic, path: str) -> Json:
    return {
        "check_name": finding.code,
        "description": f"{finding.code}: {sentence(finding)}",
        "severity": LEVELS[finding.severity],
        "fingerprint": finding.fingerprint,
        "location": {"path": path, "positions": _positions(finding.place)},
    }


def _positions(place: Place) -> Json:
    if place.cell is not None:
        return {"begin": {"line": first_line(place), "column": 1}, "end": {"line": first_line(place), "column": 1}}
    return {
        "begin": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
