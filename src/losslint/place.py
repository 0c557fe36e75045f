"""Where something stands in the user's code: floor 0, pure data.

`Place` is a span, `Step` a span with what is said about it, a *trail* an ordered tuple of steps.
"""

from __future__ import annotations

from losslint.record import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of source. `path` is relative to the working directory; lines and columns are 1-based, in characters.

    In a notebook `cell` counts all cells from 1 and `line` is the line within that cell; elsewhere `cell` is None.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None

    def __str__(self) -> str:
        where = self.path if self.cell is None else f"{self.path}:cell {self.cell}"
        return f"{where}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence: at `place`, `message` is true ("softmax applied here"). `within`: of a layer that is built there,
    where the module that it is a part of makes the part (not part of equality)."""

    place: Place
    message: str
    within: Place | None = field(default=None, compare=False)


CALLED = "called from here"  # what a step says of a call that leads on
Trail = tuple[Step, ...]
