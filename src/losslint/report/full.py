"""A finding as a picture with its evidence: what, why, what to do. Floor 5.

The finding's own place comes first, then every piece of evidence with its own line of source, in the order of the
trail: where the output got its form, where the loss was made, the calls that brought them together. Where a trail is
long its tail is told without pictures.
"""

from __future__ import annotations

from collections.abc import Iterator

from losslint.diagnostic import Diagnostic
from losslint.place import CALLED, Place, Step, Trail
from losslint.report.paint import BY_SEVERITY, Paint, Style, printable
from losslint.report.picture import Lines, Spot, drawn, location

PICTURES = 4  # pieces of evidence drawn with their source line


def full(diagnostic: Diagnostic, lines: Lines, paint: Paint) -> str:
    style = BY_SEVERITY[diagnostic.severity]
    kind = paint(f"{diagnostic.severity}[{diagnostic.code}]", style)
    evidence = distinct(diagnostic.trail, diagnostic.place)
    shown, rest = evidence[:PICTURES], evidence[PICTURES:]
    gutter = len(str(max(place.line for place in (diagnostic.place, *(step.place for step in shown)))))
    bar = paint(f"{'':{gutter}} |", Style.GUTTER)
    out = [f"{kind}: {paint(printable(diagnostic.message), Style.BOLD)}"]
    out += drawn(Spot(diagnostic.place, diagnostic.label, primary=True), lines, gutter, paint, style)
    for step in shown:
        out.append(bar)
        out += drawn(Spot(step.place, step.message), lines, gutter, paint, Style.GUTTER)
    out.append(bar)
    out += [f"{'':{gutter}} {paint(sign, Style.GUTTER)} {note}" for sign, note in _notes(diagnostic, rest)]
    if diagnostic.help:
        out.append(f"{paint('help', Style.HELP)}: {printable(diagnostic.help)}")
    return "\n".join(out)


def distinct(trail: Trail, primary: Place) -> tuple[Step, ...]:
    """The trail without steps that say nothing new: a place is shown once, with what it gives in the end (the last layer of a
    Sequential), the finding's own place not again, and what is built and used in one expression only where it is used."""
    by_place: dict[Place, Step] = {}
    for step in trail:
        if step.place not in by_place or step.message != CALLED:
            by_place[step.place] = step
    wider = [primary, *by_place]
    shown = [step for step in trail if step is by_place[step.place] and step.place != primary]
    return tuple(step for step in shown if not any(_begins(other, step.place) for other in wider))


def _begins(whole: Place, part: Place) -> bool:
    """`nn.Softmax(dim=1)` in `nn.Softmax(dim=1)(x)`."""
    start = (whole.path, whole.cell, whole.line, whole.column)
    same = start == (part.path, part.cell, part.line, part.column)
    return same and (part.end_line, part.end_column) < (whole.end_line, whole.end_column)


def _notes(diagnostic: Diagnostic, rest: tuple[Step, ...]) -> Iterator[tuple[str, str]]:
    """Lines below the pictures, each with the sign before it."""
    if diagnostic.condition:
        yield "=", f"when: {printable(diagnostic.condition)}"
    if diagnostic.observed:
        yield "=", f"{diagnostic.observed} by a run"
    for number, step in enumerate(rest):
        first = number == 0
        yield "=" if first else " ", f"{'via:' if first else '    '} {location(step.place)} {printable(step.message)}"
