"""One place of the user's code as a picture: its line with the span underlined. Floor 5.

    --> train.py:41:12
   |
41 |     loss = criterion(outputs, labels)
   |            ^^^^^^^^^^^^^^^^^^^^^^^^^^ gets softmax
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.place import Place
from losslint.record import dataclass
from losslint.report.paint import Paint, Style, glyph, printable, width

Lines = Callable[[Place], str]
"""Hands out the text of a place's first line; "" where there is none."""

LIMIT = 110  # columns of source shown; longer lines are clipped around the span
LEAD = 30  # columns kept before the span of a clipped line
CLIPPED = "…"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be drawn with `label` behind its underline. The primary spot is the finding's own place."""

    place: Place
    label: str
    primary: bool = False


def location(place: Place) -> str:
    return printable(str(place))


def drawn(spot: Spot, lines: Lines, gutter: int, paint: Paint, style: Style) -> list[str]:
    """The spot as lines of text; only its location and label where the source cannot be shown."""
    arrow = "-->" if spot.primary else ":::"
    bar = paint(f"{'':{gutter}} |", Style.GUTTER)
    head = f"{'':{gutter}}{paint(arrow, Style.GUTTER)} {location(spot.place)}"
    text = lines(spot.place).rstrip()
    if not text:
        return [f"{head}: {printable(spot.label)}"]
    source, indent, length = clip(text, *_span(spot.place, text))
    line = f"{spot.place.line:>{gutter}}"
    marks = paint(f"{('^' if spot.primary else '-') * length} {printable(spot.label)}".rstrip(), style)
    return [head, bar, f"{paint(f'{line} |', Style.GUTTER)} {source}", f"{bar} {'':{indent}}{marks}"]


def clip(text: str, first: int, last: int) -> tuple[str, int, int]:
    """The line as shown, the columns before the span `text[first:last]` and the columns of the span."""
    shown = [glyph(character) for character in text]
    begin, end = 0, len(shown)
    if width("".join(shown)) > LIMIT:
        begin = first
        while begin and width("".join(shown[begin - 1 : first])) <= LEAD:
            begin -= 1
        end = begin
        used = 0
        while end < len(shown) and (used := used + width(shown[end])) <= LIMIT:
            end += 1
    before = CLIPPED if begin else ""
    after = CLIPPED if end < len(shown) else ""
    last = min(last, end)
    source = before + "".join(shown[begin:end]) + after
    return source, width(before + "".join(shown[begin:first])), max(1, width("".join(shown[first:last])))


def _span(place: Place, text: str) -> tuple[int, int]:
    """The span within its first line, as 0-based offsets; a span of several lines is drawn to the end of the first."""
    first = min(max(place.column - 1, 0), len(text))
    last = place.end_column - 1 if place.end_line == place.line else len(text)
    return first, min(max(last, first), len(text))
