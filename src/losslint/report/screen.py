"""What `check` and `pairs` show a person, whole: findings or rows, then one closing line. Floor 5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from losslint.diagnostic import Diagnostic, Report
from losslint.record import dataclass
from losslint.report.concise import concise
from losslint.report.coverage import coverage_of, statistics, summary
from losslint.report.full import full
from losslint.report.grouped import grouped
from losslint.report.inventory import pair_line, pairs_table
from losslint.report.paint import Paint
from losslint.report.picture import Lines


@dataclass(frozen=True, slots=True)
class Screen:
    """How much is shown, and how: `format` is full, concise (a line for each finding or row) or grouped (by file)."""

    paint: Paint
    format: str = "full"
    quiet: bool = False
    verbose: bool = False

    def check(self, report: Report, found: Sequence[Diagnostic], lines: Lines) -> Iterator[str]:
        """`found` is the part of the report's findings that was selected."""
        match self.format:
            case "concise":
                yield from (concise(finding, self.paint) for finding in found)
            case "grouped":
                yield from grouped(found, self.paint)
            case _:
                yield from (full(finding, lines, self.paint) + "\n" for finding in found)
        if self.verbose:
            yield from (pair_line(row, self.paint) for row in report.pairs if row.verdict == "unknown")
        yield from self._closing(report, found)

    def pairs(self, report: Report) -> Iterator[str]:
        if self.format == "concise":
            yield from (pair_line(row, self.paint) for row in report.pairs)
        elif report.pairs:
            yield pairs_table(report.pairs, self.paint)
        yield from self._closing(report, None)

    def statistics(self, report: Report, found: Sequence[Diagnostic]) -> Iterator[str]:
        yield statistics(coverage_of(found, report.pairs), found, self.paint)

    def _closing(self, report: Report, found: Sequence[Diagnostic] | None) -> Iterator[str]:
        if not self.quiet:
            yield summary(report, found) + (f" in {report.seconds:.2f} s" if self.verbose else "")
