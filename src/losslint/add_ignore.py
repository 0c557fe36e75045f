"""`--add-ignore`: findings come in, the edits that write a suppression at each loss call go out. Floor 6.

The comment is put behind the statement that holds the call, where any formatter leaves it; a directive that stands there
already gets the further codes. Findings about files, suppressions and codes (LL9xx) are left: a comment is no answer to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from losslint.diagnostic import Diagnostic, Edit
from losslint.directives import Directive, Kind, directives, with_codes
from losslint.place import Place
from losslint.record import dataclass
from losslint.source.comments import comments_in, statements_in
from losslint.source.project import Project

ABOUT_THE_RUN = "LL9"

Line = tuple[str, int | None, int]  # path, cell and line


@dataclass(frozen=True, slots=True)
class Ignores:
    """`edits` and what they hold back; `left` has no edit."""

    edits: tuple[Edit, ...]
    held: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def ignores(findings: Iterable[Diagnostic], project: Project, reason: str = "") -> Ignores:
    """The edits that hold the findings back, one for each line; `reason` stands behind the codes, on one line."""
    by_line: dict[Line, list[Diagnostic]] = {}
    left: list[Diagnostic] = []
    for finding in findings:
        line = None if finding.code.startswith(ABOUT_THE_RUN) else _line_for(finding.place, project)
        if line is None:
            left.append(finding)
        else:
            by_line.setdefault(line, []).append(finding)
    edits = [_edit(line, sorted({one.code for one in here}), reason, project) for line, here in by_line.items()]
    return Ignores(tuple(edits), tuple(one for here in by_line.values() for one in here), tuple(left))


def _line_for(place: Place, project: Project) -> Line | None:
    """The last line of the statement around a place: nothing but a comment can follow there."""
    text = _text(place.path, place.cell, project)
    ends = (last for first, last in statements_in(text) if first <= place.end_line <= last)
    last = next(ends, None)
    return None if last is None else (place.path, place.cell, last)


def _edit(line: Line, codes: Sequence[str], reason: str, project: Project) -> Edit:
    path, cell, number = line
    text = _text(path, cell, project)
    new = " ".join(filter(None, (f"# losslint: ignore[{', '.join(codes)}]", reason)))
    for comment in comments_in(text, path, cell):
        if comment.place.line == number:
            ours = next(_extensible(comment.text), None)
            if ours is not None:
                return Edit(comment.place, with_codes(comment.text, ours, codes))
            return Edit(comment.place, f"{comment.text.rstrip()}  {new}")
    written = text.split("\n")[number - 1]
    end = len(written.rstrip())
    return Edit(Place(path, number, end + 1, number, len(written) + 1, cell), f"  {new}")


def _extensible(comment: str) -> Iterator[Directive]:
    """The directives of ours to which codes can be added."""
    return (found for found in directives(comment) if found.kind is Kind.IGNORE and found.words)


def _text(path: str, cell: int | None, project: Project) -> str:
    file = project.file(path)
    return dict(file.texts()).get(cell, "") if file else ""
