"""How much was looked at: findings by code, loss calls by verdict, and why some stayed unresolved. Floor 5.

Silence must not be read as validation: what could not be resolved is counted beside what was proven.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from losslint.diagnostic import Diagnostic, PairRow, Report, Severity
from losslint.record import dataclass
from losslint.report.paint import BY_SEVERITY, Paint, Style, printable

NO_REASON = "no reason was recorded"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one run. `codes` and `reasons` are in falling order."""

    codes: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    match: int
    mismatch: int
    unknown: int

    @property
    def loss_calls(self) -> int:
        return self.match + self.mismatch + self.unknown


def coverage_of(diagnostics: Iterable[Diagnostic], pairs: Iterable[PairRow]) -> Coverage:
    rows = list(pairs)
    verdicts = Counter(row.verdict for row in rows)
    reasons = Counter(row.unknown_because or NO_REASON for row in rows if row.verdict == "unknown")
    codes = Counter(diagnostic.code for diagnostic in diagnostics)
    return Coverage(_falling(codes), _falling(reasons), verdicts["match"], verdicts["mismatch"], verdicts["unknown"])


def statistics(coverage: Coverage, diagnostics: Iterable[Diagnostic], paint: Paint) -> str:
    """`--statistics` as text."""
    by_code = {diagnostic.code: diagnostic for diagnostic in diagnostics}
    lines = [
        f"{count:>5}  {paint(code, BY_SEVERITY[by_code[code].severity])}  {by_code[code].name}"
        for code, count in coverage.codes
    ]
    if lines:
        lines.append("")
    lines += [
        f"{coverage.loss_calls:>5}  loss calls found",
        f"{coverage.match:>5}  proven fine",
        f"{coverage.mismatch:>5}  mismatched",
        f"{coverage.unknown:>5}  unresolved{':' if coverage.reasons else ''}",
    ]
    lines += [f"       {count:>5}  {paint(printable(reason), Style.DIM)}" for reason, count in coverage.reasons]
    return "\n".join(lines)


def summary(report: Report, found: Sequence[Diagnostic] | None) -> str:
    """The one closing line; without findings (None) that of an inventory."""
    files = _counted(report.files.checked + report.files.skipped + report.files.failed, "file")
    calls = _calls(coverage_of((), report.pairs))
    if found is None:
        return f"{calls} (in {files}){_failed(report, ())}"
    if not found:
        return f"No findings in {files} ({calls}){_failed(report, found)}{_held(report)}"
    kinds = Counter(diagnostic.severity for diagnostic in found)
    counts = ", ".join(_counted(kinds[severity], severity) for severity in Severity if kinds[severity])
    where = len({diagnostic.place.path for diagnostic in found})
    return f"Found {counts} in {where} of {files} ({calls}){_failed(report, found)}{_held(report)}"


def _failed(report: Report, found: Sequence[Diagnostic]) -> str:
    """Files that were not analysed are named by a finding, unless that finding was deselected."""
    if not report.files.failed or any(diagnostic.code == "LL901" for diagnostic in found):
        return ""
    return f"; {_counted(report.files.failed, 'file')} not analysed (LL901)"


def _held(report: Report) -> str:
    """Findings that are there and not reported: what is known must not be taken for what is right."""
    kinds = Counter(finding.suppression.kind for finding in report.suppressed if finding.suppression)
    words = [(kinds["comment"], "by comments"), (kinds["baseline"], "known")]
    told = ", ".join(f"{count} {word}" for count, word in words if count)
    return f"; held back: {told}" if told else ""


def _calls(coverage: Coverage) -> str:
    if not coverage.loss_calls:
        return "no loss calls"
    parts = [(coverage.match, "fine"), (coverage.mismatch, "mismatched"), (coverage.unknown, "unresolved")]
    verdicts = ", ".join(f"{count} {word}" for count, word in parts if count)
    return f"{_counted(coverage.loss_calls, 'loss call')}: {verdicts}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == Severity.ADVICE else f"{count} {noun}s"


def _falling(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
