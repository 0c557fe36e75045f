"""`--output-format rdjson`: the Reviewdog Diagnostic Format. Floor 5.

Its columns count the bytes of UTF-8. A place in a notebook has no range: reviewdog then comments on the file. A suggestion
replaces one range of the finding's own file: a fix of several edits is offered only where they can be said as one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from losslint.diagnostic import Diagnostic, Edit, Severity
from losslint.place import Place
from losslint.record import replace
from losslint.report.document import Json, written
from losslint.report.results import Results, story

LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.ADVICE: "INFO"}

Line = Callable[[int], str]


def render(results: Results) -> bytes:
    diagnostics = [_diagnostic(finding, results) for finding in results.found]
    return written({"source": {"name": "losslint"}, "diagnostics": diagnostics})


def _diagnostic(finding: Diagnostic, results: Results) -> Json:
    place = finding.place

    def line(number: int) -> str:
        return results.lines(replace(place, line=number))

    document: Json = {
        "message": "\n".join(story(finding)),
        "location": {"path": place.path} | ({"range": _range(place, line)} if place.cell is None else {}),
        "severity": LEVELS[finding.severity],
        "code": {"value": finding.code},
    }
    if finding.fix and (edit := _single(finding.fix.edits, place, line)):
        document["suggestions"] = [{"range": _range(edit.place, line), "text": edit.text}]
    return document


def _range(place: Place, line: Line) -> Json:
    return {
        "start": {"line": place.line, "column": _byte_column(line(place.line), place.column)},
        "end": {"line": place.end_line, "column": _byte_column(line(place.end_line), place.end_column)},
    }


def _byte_column(text: str, column: int) -> int:
    return column + len(text[: column - 1].encode("utf-8", "replace")) - len(text[: column - 1])


def _single(edits: tuple[Edit, ...], place: Place, line: Line) -> Edit | None:
    """The edits as one, with the text between them; None where they concern another file, or a notebook."""
    if not edits or any(edit.place.path != place.path or edit.place.cell is not None for edit in edits):
        return None
    ordered = sorted(edits, key=lambda edit: edit.place)
    text = ordered[0].text
    for before, after in pairwise(ordered):
        text += _between(before.place, after.place, line) + after.text
    first, last = ordered[0].place, ordered[-1].place
    return Edit(replace(first, end_line=last.end_line, end_column=last.end_column), text)


def _between(before: Place, after: Place, line: Line) -> str:
    if before.end_line == after.line:
        return line(after.line)[before.end_column - 1 : after.column - 1]
    whole = [line(number) for number in range(before.end_line + 1, after.line)]
    return "\n".join((line(before.end_line)[before.end_column - 1 :], *whole, line(after.line)[: after.column - 1]))
