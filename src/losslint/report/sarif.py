"""`--output-format sarif`: SARIF 2.1.0, for code scanning. Floor 5.

URIs are relative to `%SRCROOT%`. The evidence is a code flow that ends at the loss call, and the same places are related
locations. What comments and a baseline hold back is there as a suppressed result.

SARIF knows no cells: a place in a notebook is the file's first line, with the cell, its line and column as a logical location,
and a fix of a notebook is told in words only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import PurePath
from urllib.parse import quote

from losslint import __version__
from losslint.diagnostic import Diagnostic, Edit, Fix, Severity, Suppression
from losslint.place import Place, Step
from losslint.report.document import Json, written
from losslint.report.full import distinct
from losslint.report.results import Results, first_line, sentence
from losslint.rules.catalogue import Rule, load_rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "recommendation"}
SUPPRESSED_BY = {"comment": "inSource", "baseline": "external"}


def render(results: Results) -> bytes:
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(results)]})


def _run(results: Results) -> Json:
    shown = [*results.found, *results.report.suppressed]
    codes = sorted({finding.code for finding in shown})
    rules = [_rule(load_rules()[code]) for code in codes]
    driver = {"name": "losslint", "version": __version__, "semanticVersion": __version__, "rules": rules}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": "losslint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": f"{_file_uri(results.top).rstrip('/')}/"}},
        "invocations": [_invocation(results)],
        "results": [_Result(finding, codes, results).document() for finding in shown],
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["correctness", "machine-learning", *rule.frameworks],
            "precision": "very-high",
            "problem.severity": PROBLEM[rule.severity],
        },
    }


def _invocation(results: Results) -> Json:
    failures = [{"level": "error", "message": {"text": text}} for text in results.report.internal]
    return {"executionSuccessful": not failures, "toolExecutionNotifications": failures}


class _Result:
    """One finding as SARIF's `result`."""

    def __init__(self, finding: Diagnostic, codes: list[str], results: Results) -> None:
        self._finding = finding
        self._codes = codes
        self._results = results
        self._steps = distinct(finding.trail, finding.place)

    def document(self) -> Json:
        finding = self._finding
        document: Json = {
            "ruleId": finding.code,
            "ruleIndex": self._codes.index(finding.code),
            "level": LEVELS[finding.severity],
            "message": {"text": self._text()},
            "locations": [self._location(finding.place)],
            "partialFingerprints": {"losslint/v1": finding.fingerprint},
        }
        if self._steps:
            document["codeFlows"] = [{"threadFlows": [{"locations": list(self._flow())}]}]
            document["relatedLocations"] = list(self._related())
        if finding.fix and not any(edit.place.cell for edit in finding.fix.edits):
            document["fixes"] = [self._fix(finding.fix)]
        if finding.suppression:
            document["suppressions"] = [self._suppression(finding.suppression)]
        properties = {} if finding.pair is None else asdict(finding.pair)
        if finding.observed:
            properties["observed"] = finding.observed
        if properties:
            document["properties"] = properties
        return document

    def _text(self) -> str:
        """The finding, and links to its evidence, as code scanning shows them."""
        links = [f"[{_label(step)}]({number})" for number, step in enumerate(self._steps, 1)]
        finding = self._finding
        return "\n".join((_escaped(sentence(finding)), *links, *([_escaped(finding.help)] if finding.help else [])))

    def _flow(self) -> Iterator[Json]:
        last = Step(self._finding.place, self._finding.label or self._finding.message)
        for number, step in enumerate((*self._steps, last), 1):
            importance = "essential" if step is last else "important"
            location = {**self._location(step.place), "message": {"text": _escaped(step.message)}}
            yield {"location": location, "executionOrder": number, "importance": importance}

    def _related(self) -> Iterator[Json]:
        for number, step in enumerate(self._steps, 1):
            yield {"id": number, **self._location(step.place), "message": {"text": _escaped(step.message)}}

    def _location(self, place: Place) -> Json:
        physical: Json = {"artifactLocation": self._artifact(place), "region": self._region(place)}
        if place.cell is None:
            return {"physicalLocation": physical}
        name = f"cell {place.cell}:{place.line}:{place.column}"
        logical = {"name": name, "fullyQualifiedName": str(place), "kind": "cell"}
        return {"physicalLocation": physical, "logicalLocations": [logical]}

    def _region(self, place: Place) -> Json:
        """With its text where that is one line, for those who have the log but not the file."""
        region = _region(place)
        text = self._results.lines(place)
        if place.cell is None and place.line == place.end_line and text:
            region["snippet"] = {"text": text[place.column - 1 : place.end_column - 1]}
        return region

    def _artifact(self, place: Place) -> Json:
        path = self._results.path(place)
        if PurePath(path).is_absolute():
            return {"uri": _file_uri(PurePath(path))}
        return {"uri": _quoted(path), "uriBaseId": ROOT}

    def _fix(self, fix: Fix) -> Json:
        changes = [
            {"artifactLocation": self._artifact(edits[0].place), "replacements": [_replacement(edit) for edit in edits]}
            for edits in _by_file(fix.edits)
        ]
        return {
            "description": {"text": _escaped(fix.message)},
            "artifactChanges": changes,
            "properties": {"applicability": str(fix.applicability)},
        }

    def _suppression(self, suppression: Suppression) -> Json:
        document: Json = {"kind": SUPPRESSED_BY.get(suppression.kind, "external"), "status": "accepted"}
        if suppression.reason:
            document["justification"] = suppression.reason
        if suppression.place:
            document["location"] = self._location(suppression.place)
        return document


def _region(place: Place) -> Json:
    if place.cell is not None:
        return {"startLine": first_line(place)}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}


def _by_file(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    ordered = sorted(edits, key=lambda edit: edit.place)
    return (list(group) for _, group in groupby(ordered, key=lambda edit: edit.place.path))


def _label(step: Step) -> str:
    return _escaped(f"{step.place}: {step.message}")


def _escaped(text: str) -> str:
    """In a SARIF message, brackets make links."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _file_uri(path: PurePath) -> str:
    text = path.as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{_quoted(text, safe='/:')}"


def _quoted(path: str, safe: str = "/") -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe=safe)
