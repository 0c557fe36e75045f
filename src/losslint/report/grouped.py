"""Findings under the name of their file, in columns. Floor 5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from losslint.diagnostic import Diagnostic
from losslint.place import Place
from losslint.report.paint import BY_SEVERITY, Paint, Style, printable


def grouped(found: Sequence[Diagnostic], paint: Paint) -> Iterator[str]:
    """One text for each file, an empty line at its end."""
    for path, findings in groupby(found, key=lambda finding: finding.place.path):
        yield "\n".join([f"{paint(printable(path), Style.BOLD)}:", *_lines(list(findings), paint), ""])


def _lines(findings: Sequence[Diagnostic], paint: Paint) -> Iterator[str]:
    size = max(len(_inside(finding.place)) for finding in findings)
    for finding in findings:
        kind = paint(f"{finding.severity}[{finding.code}]", BY_SEVERITY[finding.severity])
        when = f" (when {printable(finding.condition)})" if finding.condition else ""
        yield f"  {_inside(finding.place):<{size}}  {kind} {printable(finding.message)}{when}"


def _inside(place: Place) -> str:
    """The place within its file."""
    where = f"{place.line}:{place.column}"
    return where if place.cell is None else f"cell {place.cell}:{where}"
