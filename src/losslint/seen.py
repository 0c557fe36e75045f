"""`Seen`: what the analysis found in a project, whoever asked for which part of it; to plain data and back. Floor 5.

The data is what JSON can say. Evidence repeats itself over findings, loss calls and contexts, so steps are listed once and
named by their number. `from_data` takes only what `as_data` gave: it raises KeyError, TypeError, ValueError or IndexError.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from losslint.diagnostic import (
    Applicability,
    Context,
    Diagnostic,
    Edit,
    Fix,
    Pair,
    PairRow,
    Severity,
)
from losslint.place import Place, Step, Trail
from losslint.record import dataclass
from losslint.source.file import Problem, SourceFile
from losslint.source.project import Project


@dataclass(frozen=True, slots=True)
class Seen:
    """`findings` and `rows` of some `files`, as a rule the whole project's, unsorted; `files` says by display name of every file that was parsed or
    could not be read what was wrong with it.
    """

    findings: tuple[Diagnostic, ...]
    rows: tuple[PairRow, ...]
    operations: tuple[Place, ...]
    internal: tuple[str, ...]
    files: dict[str, tuple[bool, tuple[Problem, ...]]]

    @classmethod
    def of(
        cls,
        files: Iterable[SourceFile],
        findings: list[Diagnostic],
        rows: list[PairRow],
        operations: dict[Place, None],
        internal: list[str],
    ) -> Seen:
        states = {f.display: (f.is_parsed, f.problems) for f in files if f.is_parsed or f.problems}
        return cls(tuple(findings), tuple(rows), tuple(operations), tuple(internal), states)

    def restore(self, project: Project) -> None:
        """Tell the project's files what is known of them."""
        for display, (parsed, problems) in self.files.items():
            file = project.file(display)
            if file is not None:
                file.recall(parsed=parsed, problems=problems)


# -- to data ----------------------------------------------------------------------------------------------------------


class _Steps:
    """Every step once, by its number."""

    def __init__(self) -> None:
        self.numbers: dict[Step, int] = {}

    def trail(self, trail: Trail) -> list[int]:
        return [self.numbers.setdefault(step, len(self.numbers)) for step in trail]


def as_data(seen: Seen) -> dict[str, Any]:
    steps = _Steps()
    data = {
        "findings": [_finding(each, steps) for each in seen.findings],
        "rows": [_row(each, steps) for each in seen.rows],
        "operations": [_place(each) for each in seen.operations],
        "internal": list(seen.internal),
        "files": [
            [name, parsed, [[_place(each.place), each.cause] for each in problems]]
            for name, (parsed, problems) in seen.files.items()
        ],
    }
    return {**data, "steps": [[_place(step.place), step.message] for step in steps.numbers]}


def _place(place: Place) -> list[Any]:
    return [place.path, place.line, place.column, place.end_line, place.end_column, place.cell]


def _finding(one: Diagnostic, steps: _Steps) -> dict[str, Any]:
    fix = one.fix
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "message": one.message,
        "place": _place(one.place),
        "label": one.label,
        "trail": steps.trail(one.trail),
        "condition": one.condition,
        "pair": [one.pair.loss, one.pair.output, one.pair.target] if one.pair else None,
        "help": one.help,
        "fix": [fix.message, fix.applicability.value, [[_place(e.place), e.text] for e in fix.edits]] if fix else None,
    }


def _row(row: PairRow, steps: _Steps) -> dict[str, Any]:
    return {
        "place": _place(row.place),
        "loss": row.loss,
        "output": row.output,
        "target": row.target,
        "verdict": row.verdict,
        "codes": list(row.codes),
        "detail": row.output_detail,
        "contexts": [[each.output, each.condition, steps.trail(each.trail)] for each in row.contexts],
        "because": row.unknown_because,
        "at": _place(row.unknown_at) if row.unknown_at else None,
        "trail": steps.trail(row.trail),
    }


# -- and back ---------------------------------------------------------------------------------------------------------


def from_data(data: dict[str, Any]) -> Seen:
    steps = [Step(Place(*place), message) for place, message in data["steps"]]
    return Seen(
        tuple(_as_finding(each, steps) for each in data["findings"]),
        tuple(_as_row(each, steps) for each in data["rows"]),
        tuple(Place(*each) for each in data["operations"]),
        tuple(data["internal"]),
        {
            name: (parsed, tuple(Problem(Place(*place), cause) for place, cause in problems))
            for name, parsed, problems in data["files"]
        },
    )


def _trail(numbers: list[int], steps: list[Step]) -> Trail:
    return tuple(steps[number] for number in numbers)


def _as_finding(data: dict[str, Any], steps: list[Step]) -> Diagnostic:
    fix = None
    if data["fix"] is not None:
        message, applicability, edits = data["fix"]
        fix = Fix(message, Applicability(applicability), tuple(Edit(Place(*place), text) for place, text in edits))
    return Diagnostic(
        data["code"],
        data["name"],
        Severity(data["severity"]),
        data["message"],
        Place(*data["place"]),
        label=data["label"],
        trail=_trail(data["trail"], steps),
        condition=data["condition"],
        pair=Pair(*data["pair"]) if data["pair"] is not None else None,
        help=data["help"],
        fix=fix,
    )


def _as_row(data: dict[str, Any], steps: list[Step]) -> PairRow:
    return PairRow(
        Place(*data["place"]),
        data["loss"],
        data["output"],
        data["target"],
        data["verdict"],
        tuple(data["codes"]),
        data["detail"],
        tuple(Context(output, condition, _trail(trail, steps)) for output, condition, trail in data["contexts"]),
        data["because"],
        Place(*data["at"]) if data["at"] is not None else None,
        _trail(data["trail"], steps),
    )
