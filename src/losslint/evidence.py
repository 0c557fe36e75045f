"""What a run showed, in a file, and what it means for the findings of the source. Floor 6.

`losslint run --evidence FILE` writes it, `losslint check --evidence FILE` reads it. A loss call whose output the source leaves
unknown is resolved by what reached it in the run; a finding about a loss call that the run met is *confirmed* where the run
found the same code there, and *refuted* where the run knew both sides and found them to fit. A run shows one configuration:
a refuted finding is marked, not dropped.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from losslint.diagnostic import Diagnostic, Pair, PairRow, Severity
from losslint.place import Place, Step
from losslint.record import dataclass, replace
from losslint.runner import Run, by_place, fingerprinted
from losslint.source.project import UsageProblem
from losslint.trajectory import LiveSite, Trajectory

VERSION = 1
CONFIRMED, REFUTED = "confirmed", "refuted"

Spot = tuple[str, int, int]  # path, line, column


@dataclass(frozen=True, slots=True)
class Met:
    """A loss call as a run met it."""

    output: str
    target: str
    verdict: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The loss calls that a run met, by where they stand, and its findings."""

    met: dict[Spot, Met]
    findings: tuple[Diagnostic, ...]


# Writing


def written(run: Run, seen: Trajectory) -> bytes:
    """The document: every loss call with its numbers, and the findings."""
    samples = {_spot(site.place): site for site in seen.sites}
    document = {
        "version": VERSION,
        "sites": [_site(row, samples.get(_spot(row.place))) for row in run.report.pairs],
        "findings": [_finding(finding) for finding in run.report.diagnostics],
        "unseen": list(seen.unseen),
    }
    return json.dumps(_finite(document), ensure_ascii=False, allow_nan=False, indent=1).encode(
        "utf-8", "backslashreplace"
    )


def _site(row: PairRow, site: LiveSite | None) -> dict[str, object]:
    facts = {name: getattr(row, name) for name in ("loss", "output", "target", "verdict", "unknown_because")}
    samples = [asdict(sample) for sample in site.samples] if site is not None else []
    return {**_place(row.place), **facts, "codes": list(row.codes), "samples": samples}


def _finding(finding: Diagnostic) -> dict[str, object]:
    facts = {name: getattr(finding, name) for name in ("code", "name", "message", "label", "help")}
    trail = [{**_place(step.place), "message": step.message} for step in finding.trail]
    pair = None if finding.pair is None else asdict(finding.pair)
    return {**_place(finding.place), **facts, "severity": str(finding.severity), "trail": trail, "pair": pair}


def _place(place: Place) -> dict[str, object]:
    return asdict(place)


def _finite(value: Any) -> Any:
    """JSON has no nan and no infinity: they are written as texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, (list, tuple)) else value


# Reading


def read(file: Path) -> Evidence:
    """The evidence in a file. Raises UsageProblem where it cannot be read or is none."""
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise UsageProblem(f"cannot read {file}: {error.strerror or error}") from None
    except ValueError:
        raise UsageProblem(f"{file} is no evidence: it is not JSON") from None
    try:
        if document["version"] != VERSION:
            raise UsageProblem(
                f"{file} is evidence of version {document['version']}, and this losslint reads {VERSION}"
            )
        met = {_spot(_read_place(site)): _read_site(site) for site in document["sites"]}
        return Evidence(met, tuple(_read_finding(finding) for finding in document["findings"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageProblem(f"{file} is no evidence of a run: {type(error).__name__} {error}") from None


def _read_site(site: dict[str, Any]) -> Met:
    return Met(site["output"], site["target"], site["verdict"], frozenset(site["codes"]))


def _read_finding(found: dict[str, Any]) -> Diagnostic:
    trail = tuple(Step(_read_place(step), step["message"]) for step in found["trail"])
    pair = None if found["pair"] is None else Pair(**found["pair"])
    texts = {name: found[name] for name in ("code", "name", "message", "label", "help")}
    return Diagnostic(severity=Severity(found["severity"]), place=_read_place(found), trail=trail, pair=pair, **texts)


def _read_place(found: dict[str, Any]) -> Place:
    return Place(*(found[name] for name in ("path", "line", "column", "end_line", "end_column", "cell")))


# Merging


def with_evidence(run: Run, evidence: Evidence) -> Run:
    """The run with its unknown loss calls resolved, its findings marked, and those of the evidence that are new."""
    marked = [replace(finding, observed=_observed(finding, evidence)) for finding in run.report.diagnostics]
    known = {(finding.code, _spot(finding.place)) for finding in marked}
    new = [
        replace(finding, observed=CONFIRMED)
        for finding in evidence.findings
        if (finding.code, _spot(finding.place)) not in known and run.project.file(finding.place.path) is not None
    ]
    rows = tuple(_resolved(row, evidence) for row in run.report.pairs)
    findings = fingerprinted(sorted([*marked, *new], key=by_place), run.project)
    return replace(run, report=replace(run.report, diagnostics=findings, pairs=rows))


def _observed(finding: Diagnostic, evidence: Evidence) -> str | None:
    met = evidence.met.get(_spot(finding.place))
    if met is None or finding.pair is None:
        return None
    if finding.code in met.codes:
        return CONFIRMED
    return REFUTED if met.verdict != "unknown" else None


def _resolved(row: PairRow, evidence: Evidence) -> PairRow:
    met = evidence.met.get(_spot(row.place))
    if row.verdict != "unknown" or met is None or met.verdict == "unknown":
        return row
    codes = tuple(sorted({*row.codes, *met.codes}))
    return replace(row, output=met.output, target=met.target, verdict=met.verdict, codes=codes, unknown_because=None)


def _spot(place: Place) -> Spot:
    return place.path, place.line, place.column
