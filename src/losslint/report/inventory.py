"""The inventory of `losslint pairs` and the values of `losslint trace` as text. Floor 5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from losslint.diagnostic import PairRow
from losslint.place import Place, Trail
from losslint.report.paint import Paint, Style, printable, width
from losslint.report.picture import location

BY_VERDICT = {"match": Style.HELP, "mismatch": Style.ERROR, "unknown": Style.DIM}
HEADINGS = ("place", "loss", "output", "target", "verdict")


class TracedValue(Protocol):
    """One row of `losslint.analysis.trace`."""

    @property
    def place(self) -> Place: ...
    @property
    def text(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def trail(self) -> Trail: ...


def pairs_table(rows: Sequence[PairRow], paint: Paint) -> str:
    """One aligned row per loss call, and why it is not known where it is not."""
    cells = [(location(row.place), short(row.loss), row.output, row.target, _verdict(row)) for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(HEADINGS, *cells, strict=True)]
    lines = [paint(_aligned(HEADINGS, widths), Style.BOLD)]
    for row, cell in zip(rows, cells, strict=True):
        *front, verdict = cell
        lines.append(f"{_aligned(front, widths)}  {paint(verdict, BY_VERDICT[row.verdict])}{_because(row, paint)}")
    return "\n".join(line.rstrip() for line in lines)


def pair_line(row: PairRow, paint: Paint) -> str:
    """The same as one line without columns."""
    verdict = paint(_verdict(row), BY_VERDICT[row.verdict])
    where = paint(location(row.place), Style.BOLD)
    return f"{where}: {short(row.loss)} <- {row.output}, target {row.target}: {verdict}{_because(row, paint)}"


def trace_text(rows: Iterable[TracedValue], paint: Paint) -> str:
    """What is known about every value on a line, and how it came."""
    lines = []
    for row in rows:
        lines.append(f"{paint(location(row.place), Style.BOLD)}: {printable(row.text)}")
        lines.append(f"    {paint(printable(row.value), Style.HELP)}")
        lines += [f"      {location(step.place)}: {paint(printable(step.message), Style.DIM)}" for step in row.trail]
    return "\n".join(lines)


def short(loss: str) -> str:
    """`torch.nn.CrossEntropyLoss` as `CrossEntropyLoss`."""
    return loss.rpartition(".")[2]


def _verdict(row: PairRow) -> str:
    return " ".join((row.verdict, *row.codes))


def _because(row: PairRow, paint: Paint) -> str:
    if row.verdict != "unknown" or not row.unknown_because:
        return ""
    where = f", at {location(row.unknown_at)}" if row.unknown_at is not None and row.unknown_at != row.place else ""
    return paint(f" ({printable(row.unknown_because)}{where})", Style.DIM)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=False))
