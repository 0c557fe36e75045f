"""`--output-format github`: annotations of a GitHub Actions run, and the Markdown of its step summary. Floor 5.

GitHub shows the first ten annotations of each kind and step, so the severest come first. A workflow command ends at its line's
end and its properties are separated by commas and colons: all of these are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence

from losslint.diagnostic import Diagnostic, Severity
from losslint.regular import regular
from losslint.report.coverage import summary
from losslint.report.full import distinct
from losslint.report.results import Results, first_line, sentence, story

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
SUMMARY_ROWS = 200
"""Findings in a step summary, of which GitHub takes one MiB."""

_MARKDOWN = regular(r"([\\`*_\[\]#|~<>&$])")


def render(results: Results) -> bytes:
    lines = [*(_annotation(finding, results) for finding in _by_severity(results.found)), _closing(results)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def step_summary(results: Results) -> bytes:
    """For the file that `GITHUB_STEP_SUMMARY` names."""
    lines = ["### losslint", "", _markdown(_closing(results)), ""]
    if results.found:
        lines += ["| | rule | place | finding |", "| --- | --- | --- | --- |"]
        lines += [_row(finding, results) for finding in _by_severity(results.found)[:SUMMARY_ROWS]]
        if len(results.found) > SUMMARY_ROWS:
            lines += ["", f"… and {len(results.found) - SUMMARY_ROWS} more"]
        lines.append("")
    return "\n".join(lines).encode("utf-8", "replace")


def _annotation(finding: Diagnostic, results: Results) -> str:
    properties = {"title": f"losslint ({finding.code})", "file": results.path(finding.place), **_span(finding)}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = f"{finding.place}: {finding.code} " + "\n".join(story(finding))
    return f"::{COMMANDS[finding.severity]} {listed}::{_data(text)}"


def _span(finding: Diagnostic) -> dict[str, int]:
    """GitHub takes columns only where the span lies on one line."""
    place = finding.place
    if place.cell is not None:
        return {"line": first_line(place)}
    if place.end_line != place.line:
        return {"line": place.line, "endLine": place.end_line}
    return {"line": place.line, "col": place.column, "endLine": place.end_line, "endColumn": place.end_column}


def _by_severity(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def _closing(results: Results) -> str:
    return summary(results.report, results.found)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(finding: Diagnostic, results: Results) -> str:
    evidence = [f"{step.place}: {step.message}" for step in distinct(finding.trail, finding.place)]
    said = "<br>".join(_markdown(line) for line in (sentence(finding), *evidence))
    place = f"{results.path(finding.place)}:{first_line(finding.place)}"
    return f"| {finding.severity} | {finding.code} | {_markdown(place)} | {said} |"


def _markdown(text: str) -> str:
    """`text` as it is, on one line: nothing in it is taken for markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
