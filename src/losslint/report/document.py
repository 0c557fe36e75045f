"""The JSON documents (`--output-format json`): stable, versioned, described by losslint/schema/*.json. Floor 5."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from losslint.diagnostic import Diagnostic, Fix, PairRow, Report
from losslint.place import Place, Trail
from losslint.report.coverage import Coverage
from losslint.report.results import Results

VERSION = 1

Json = dict[str, object]


def render(results: Results) -> bytes:
    return written(check_document(results.report, results.found, results.coverage))


def check_document(report: Report, diagnostics: Iterable[Diagnostic], coverage: Coverage | None = None) -> Json:
    """`coverage` is part of the document where `--statistics` asked for it."""
    files = report.files
    document: Json = {
        "version": VERSION,
        "diagnostics": [diagnostic_object(diagnostic) for diagnostic in diagnostics],
        "files": {"checked": files.checked, "skipped": files.skipped, "failed": files.failed},
        "seconds": round(report.seconds, 3),
    }
    if coverage is not None:
        document["statistics"] = _coverage(coverage)
    return document


def pairs_document(report: Report) -> Json:
    return {"version": VERSION, "pairs": [_pair_row(row) for row in report.pairs]}


def written(document: Json | list[Json], indent: int | None = 1) -> bytes:
    """UTF-8, one document, on one line without `indent`. A path that is no valid UTF-8 keeps its bytes as an escape."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def diagnostic_object(diagnostic: Diagnostic) -> Json:
    place, pair = diagnostic.place, diagnostic.pair
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        **_span(place),
        "condition": diagnostic.condition,
        "trail": _trail(diagnostic.trail),
        "pair": None if pair is None else {"loss": pair.loss, "output": pair.output, "target": pair.target},
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
        "fingerprint": diagnostic.fingerprint,
        **({"observed": diagnostic.observed} if diagnostic.observed else {}),
    }


def _fix(fix: Fix) -> Json:
    edits = [{**_span(edit.place), "text": edit.text} for edit in fix.edits]
    return {"message": fix.message, "applicability": str(fix.applicability), "edits": edits}


def _pair_row(row: PairRow) -> Json:
    return {
        **_start(row.place),
        "loss": row.loss,
        "output": row.output,
        "output_detail": {key: _finite(value) for key, value in row.output_detail.items()},
        "target": row.target,
        "verdict": row.verdict,
        "codes": list(row.codes),
        "contexts": [
            {"output": context.output, "condition": context.condition, "trail": _trail(context.trail)}
            for context in row.contexts
        ],
        "unknown_because": row.unknown_because,
        "unknown_at": _start(row.unknown_at) if row.unknown_at is not None else None,
        "trail": _trail(row.trail),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "codes": dict(coverage.codes),
        "loss_calls": coverage.loss_calls,
        "match": coverage.match,
        "mismatch": coverage.mismatch,
        "unknown": coverage.unknown,
        "unknown_because": dict(coverage.reasons),
    }


def _start(place: Place) -> Json:
    return {"path": place.path, "line": place.line, "column": place.column, "cell": place.cell}


def _span(place: Place) -> Json:
    return {**_start(place), "end_line": place.end_line, "end_column": place.end_column}


def _trail(trail: Trail) -> list[Json]:
    return [{**_start(step.place), "message": step.message} for step in trail]


def _finite(value: object) -> object:
    """JSON has no infinity: an open end of a range is null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
