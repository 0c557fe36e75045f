"""Where the numbers of a watch can go: lines of JSON, TensorBoard. Floor 6.

In: a `Trajectory` (`watch.trajectory`); out: one record for each loss call that was looked at, in the order of time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from losslint.trajectory import LiveSite, Sample, Trajectory


class Writer(Protocol):
    """What TensorBoard's SummaryWriter can do, as far as it is used."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> object: ...


def write_json_lines(seen: Trajectory, file: Path) -> None:
    """One object a line; a number that is not finite is written as a text."""
    records = sorted(_records(seen), key=lambda record: record[1].at)
    lines = [json.dumps(_named(site) | _finite(asdict(sample)), ensure_ascii=False) for site, sample in records]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_scalars(seen: Trajectory, writer: Writer) -> None:
    """The value of each loss, the gradient at its output and the saturated share, by loss call, as curves."""
    for site, sample in _records(seen):
        tag = f"losslint/{site.place.path}:{site.place.line}"
        for name in ("value", "gradient", "saturated"):
            number = getattr(sample, name)
            if number is not None:
                writer.add_scalar(f"{tag}/{name}", number, sample.call)


def _records(seen: Trajectory) -> Iterator[tuple[LiveSite, Sample]]:
    for site in seen.sites:
        for sample in site.samples:
            yield site, sample


def _named(site: LiveSite) -> dict[str, object]:
    place, loss = site.place, site.calls[0].loss.name if site.calls else None
    return {"path": place.path, "line": place.line, "column": place.column, "loss": loss}


def _finite(sample: dict[str, object]) -> dict[str, object]:
    return {
        key: str(each) if isinstance(each, float) and not math.isfinite(each) else each for key, each in sample.items()
    }
