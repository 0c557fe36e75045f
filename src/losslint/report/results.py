"""What every renderer gets, and the words that several of them share. Floor 5.

Most formats know files and lines, and no cells of a notebook. A place in a notebook stands there at the file's first line, and
its text begins with the true place, `cell 3:7:12`: a line within a cell is never given out as a line of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from losslint.diagnostic import Diagnostic, Report, Severity
from losslint.place import Place
from losslint.record import dataclass
from losslint.report.coverage import Coverage
from losslint.report.full import distinct
from losslint.report.picture import Lines


@dataclass(frozen=True, slots=True)
class Results:
    """A report, the part of its findings that is reported, and where it was made.

    `folder` is the absolute working directory; `top` the folder that paths in a code review count from (the checkout of a
    CI job), `folder` itself where nothing else is known. `coverage` is there where `--statistics` asked for it; `fail_on` is the lowest severity that counts as a failure.
    """

    report: Report
    found: Sequence[Diagnostic]
    lines: Lines
    folder: PurePath
    top: PurePath
    coverage: Coverage | None = None
    fail_on: Severity = Severity.WARNING

    def fails(self, finding: Diagnostic) -> bool:
        """Whether the finding is severe enough for the exit code 1."""
        return finding.severity.is_at_least(self.fail_on)

    def path(self, place: Place) -> str:
        """The place's path as it counts from `top`; absolute where it does not lie below."""
        full = self.folder / place.path
        return full.relative_to(self.top).as_posix() if full.is_relative_to(self.top) else full.as_posix()


def sentence(finding: Diagnostic) -> str:
    """The finding on one line, its cell and its condition included."""
    when = f" (when {finding.condition})" if finding.condition else ""
    return f"{in_cell(finding.place)}{finding.message}{when}"


def story(finding: Diagnostic) -> Iterator[str]:
    """The finding with its evidence, line by line."""
    yield sentence(finding)
    for step in distinct(finding.trail, finding.place):
        yield f"{step.place}: {step.message}"
    if finding.help:
        yield f"help: {finding.help}"


def in_cell(place: Place) -> str:
    """`cell 3:7:12: ` for a place in a notebook, else nothing."""
    return "" if place.cell is None else f"cell {place.cell}:{place.line}:{place.column}: "


def first_line(place: Place) -> int:
    """The line for a format that knows no cells."""
    return place.line if place.cell is None else 1
