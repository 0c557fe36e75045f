"""Markers: what a program under test says about itself, in comments. Comes in: a source text or a project folder; goes
out: the expectations, or the differences between them and what losslint says, as sentences.

`# carries: softmax` (the inferred form of the value assigned, returned or evaluated on this line; alternatives joined with
` | `), `# error: [LL101]`, `# warning: [..]`, `# advice: [..]` (this diagnostic stands on this line), `# ok: [..]` (a loss
site stands here and this code is silent on purpose), `# missed: [..]` and `# false-alarm: [..]` (known limits). A marker
trails its line or stands alone above it; several stand in one chain. Words after the bracket are a remark.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.forms import FormName

if TYPE_CHECKING:
    from losslint.diagnostic import Report
    from losslint.knowledge import Knowledge

FINDINGS = ("error", "warning", "advice")
KINDS = ("carries", *FINDINGS, "ok", "missed", "false-alarm")
FORMS = frozenset(FormName)

MARKER = re.compile(rf"(?P<kind>{'|'.join(KINDS)}):(?P<rest>.*)", re.DOTALL)
CODES = re.compile(r"\[(?P<codes>LL\d{3}(?:\s*,\s*LL\d{3})*)\](?:\s.*)?", re.DOTALL)
QUIET = frozenset(
    {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}
)


class MarkerError(ValueError):
    """A comment that begins like a marker and cannot be read as one; the text names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One expectation about `line` (1-based; in a notebook the line within `cell`, counted over all cells).

    `codes` is empty and `form` set for `carries`, the other way round for all other kinds.
    """

    line: int
    kind: str
    codes: tuple[str, ...] = ()
    form: str | None = None
    cell: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A line of the project under test: what both sides are compared on."""

    path: str
    cell: int
    line: int

    def __str__(self) -> str:
        return f"{self.path}:cell {self.cell}:{self.line}" if self.cell else f"{self.path}:{self.line}"


# --- reading ---------------------------------------------------------------------------------------------------------


def read_markers(text: str) -> list[Marker]:
    """The markers of a Python source, in order. What cannot be tokenised (a broken file) ends the reading there."""
    comments: list[tuple[int, str]] = []
    code_lines: set[int] = set()
    for token in _tokens(text):
        if token.type == tokenize.COMMENT:
            comments.append((token.start[0], token.string))
        elif token.type not in QUIET:
            code_lines.update(range(token.start[0], token.end[0] + 1))
    ordered = sorted(code_lines)
    return [
        replace(marker, line=_meant(line, ordered))
        for line, comment in comments
        for marker in _markers_of(line, comment)
    ]


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _meant(line: int, code_lines: list[int]) -> int:
    """The line a comment speaks of: its own if code stands there, else the next one with code."""
    for candidate in code_lines:
        if candidate >= line:
            return candidate
    raise MarkerError(f"line {line}: a marker with no code on its line or below it")


def _markers_of(line: int, comment: str) -> Iterator[Marker]:
    for piece in comment.split("#"):
        if found := MARKER.fullmatch(piece.strip()):
            yield _marker(line, found["kind"], found["rest"].strip())


def _marker(line: int, kind: str, rest: str) -> Marker:
    if kind == "carries":
        return Marker(line, kind, form=_forms(line, rest))
    found = CODES.fullmatch(rest)
    if not found:
        raise MarkerError(f"line {line}: `{kind}: {rest}` names no codes; write `{kind}: [LL101]`")
    return Marker(line, kind, codes=tuple(code.strip() for code in found["codes"].split(",")))


def _forms(line: int, text: str) -> str:
    names = [name.strip() for name in text.split("|")]
    if strange := [name for name in names if name not in FORMS]:
        raise MarkerError(f"line {line}: {', '.join(map(repr, strange))} is no form (see losslint.forms.FormName)")
    return " | ".join(sorted(set(names)))


def read_file_markers(path: Path) -> list[Marker]:
    """The markers of a .py file or of the code cells of a notebook."""
    if path.suffix != ".ipynb":
        return read_markers(path.read_text(encoding="utf-8"))
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        replace(marker, cell=number)
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code"
        for marker in read_markers(_without_magics("".join(cell["source"])))
    ]


def _without_magics(source: str) -> str:
    """Notebook lines that are no Python would end the tokeniser's reading: they become empty lines."""
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.split("\n"))


def sources(folder: Path) -> list[Path]:
    """The files of a project that may hold markers, in order."""
    return sorted(path for pattern in ("*.py", "*.ipynb") for path in folder.rglob(pattern))


def markers_of_project(folder: Path) -> dict[Spot, list[Marker]]:
    """All markers of a project by the line that they speak of."""
    spots: dict[Spot, list[Marker]] = {}
    for path in sources(folder):
        name = path.relative_to(folder).as_posix()
        try:
            for marker in read_file_markers(path):
                spots.setdefault(Spot(name, marker.cell or 0, marker.line), []).append(marker)
        except MarkerError as error:
            raise MarkerError(f"{name}: {error}") from None
    return spots


def read_expected(folder: Path) -> set[tuple[Spot, str]]:
    """`expected.txt`: findings that no comment can stand beside, as lines `path[:cell] line CODE`."""
    listed = folder / "expected.txt"
    return {_expected(line) for line in listed.read_text().splitlines() if line.strip()} if listed.exists() else set()


def _expected(line: str) -> tuple[Spot, str]:
    where, number, code = line.split()
    path, _, cell = where.partition(":")
    return Spot(path, int(cell or 0), int(number)), code


# --- comparing -------------------------------------------------------------------------------------------------------


def check_project(folder: Path) -> list[str]:
    """The differences between what a project's markers say and what losslint says, as sentences; none if they agree.

    The project is copied to a place of its own first, so that it is its own root whatever stands above it.
    """
    markers = markers_of_project(folder)
    with tempfile.TemporaryDirectory(prefix="fixture-") as temporary:
        home = Path(temporary).resolve() / folder.name
        shutil.copytree(folder, home, ignore=shutil.ignore_patterns("__pycache__", "expected.txt"))
        report = analysed(home)
        forms = forms_of(home, [spot for spot, here in markers.items() if _wants_form(here)])
    return [
        *report.internal,
        *_finding_differences(report, markers, read_expected(folder)),
        *_site_differences(report, markers),
        *_form_differences(markers, forms),
    ]


def analysed(home: Path) -> Report:
    """What losslint says of the project in this folder."""
    from losslint.runner import analyse

    return analyse([home], cwd=home)


@cache
def knowledge() -> Knowledge:
    """What losslint knows of frameworks, loaded once for all tests."""
    from losslint.knowledge import Knowledge

    return Knowledge.load()


def _wants_form(markers: list[Marker]) -> bool:
    return any(marker.kind == "carries" for marker in markers)


def forms_of(home: Path, spots: Iterable[Spot]) -> dict[Spot, str]:
    """The inferred forms of the values assigned, returned or evaluated on these lines of the project in this folder."""
    from losslint.runner import on_deep_stack

    return on_deep_stack(lambda: dict(_carried(home, sorted(spots))))


def _carried(home: Path, spots: Iterable[Spot]) -> Iterator[tuple[Spot, str]]:
    from losslint.analysis.trace import carried
    from losslint.source.project import Project

    project = Project.open([home], cwd=home)
    for path, group in groupby(spots, key=lambda spot: spot.path):
        lines = {(spot.cell, spot.line) if spot.cell else spot.line: spot for spot in group}
        found = carried(project, knowledge(), path, lines)
        yield from ((lines[line], form) for line, form in found.items())


def findings_of(report: Report) -> dict[Spot, list[tuple[str, str]]]:
    """The (code, severity) pairs of a report by line; one place counts once for each of them."""
    places = {(found.place, found.code, str(found.severity)) for found in report.diagnostics}
    lines: dict[Spot, list[tuple[str, str]]] = {}
    for place, code, severity in sorted(places, key=lambda entry: (str(entry[0]), entry[1], entry[2])):
        lines.setdefault(Spot(place.path, place.cell or 0, place.line), []).append((code, severity))
    return lines


def _finding_differences(
    report: Report, markers: dict[Spot, list[Marker]], expected: set[tuple[Spot, str]]
) -> Iterator[str]:
    got = findings_of(report)
    for spot, code in sorted(expected):
        if code not in [found for found, _ in got.get(spot, [])]:
            yield f"{spot}: wanted {code} (expected.txt), got nothing of the kind"
    for spot in sorted({*got, *markers}):
        here = [found for found in got.get(spot, []) if (spot, found[0]) not in expected]
        yield from (f"{spot}: {words}" for words in _line_differences(here, markers.get(spot, [])))


def _line_differences(got: list[tuple[str, str]], markers: list[Marker]) -> Iterator[str]:
    """One line: every diagnostic against every marker, both ways."""
    found = Counter(code for code, _ in got)
    alarms = _codes(markers, "false-alarm")
    wanted = Counter((code, kind) for kind in FINDINGS for code in _codes(markers, kind))
    for code, severity in (Counter(got) - wanted).elements():
        if code not in {*alarms, *_codes(markers, "ok"), *_codes(markers, "missed")}:
            yield f"got {severity} {code}, wanted no such finding"
    for code, severity in (wanted - Counter(got)).elements():
        yield f"wanted {severity} {code}, got {_said(got)}"
    for code in _codes(markers, "ok"):
        if found[code]:
            yield f"wanted silence of {code} (ok), got {_said(got)}"
    for code in _codes(markers, "missed"):
        if found[code] > sum(wanted[code, kind] for kind in FINDINGS):
            yield f"{code} is marked `missed` and is found now: promote it"
    for code in alarms:
        if not found[code]:
            yield f"{code} is marked `false-alarm` and is not reported any more: delete the marker"


def _codes(markers: Iterable[Marker], kind: str) -> list[str]:
    return [code for marker in markers if marker.kind == kind for code in marker.codes]


def _said(got: list[tuple[str, str]]) -> str:
    return ", ".join(f"{severity} {code}" for code, severity in got) or "nothing"


def _site_differences(report: Report, markers: dict[Spot, list[Marker]]) -> Iterator[str]:
    """A near miss proves something only where losslint looks at all: of a rule about pairs, at a listed loss call; of one
    about operations, at an operation of which something is known."""
    places = (*(row.place for row in report.pairs), *report.operations)
    sites = {Spot(place.path, place.cell or 0, place.line) for place in places}
    for spot, here in sorted(markers.items(), key=lambda entry: entry[0]):
        if any(_has_a_place(code) for code in _codes(here, "ok")) and spot not in sites:
            yield f"{spot}: `ok` wants a listed loss site or operation, got none on this line"


def _has_a_place(code: str) -> bool:
    from losslint.rules.catalogue import Reads, load_rules

    return code not in load_rules() or bool({Reads.LOSS_CALL, Reads.OPERATION}.intersection(load_rules()[code].reads))


def _form_differences(markers: dict[Spot, list[Marker]], forms: dict[Spot, str]) -> Iterator[str]:
    for spot, here in sorted(markers.items(), key=lambda entry: entry[0]):
        for marker in here:
            if marker.kind == "carries" and forms.get(spot) != marker.form:
                yield f"{spot}: wanted carries {marker.form}, got {forms.get(spot, 'no value on this line')}"
