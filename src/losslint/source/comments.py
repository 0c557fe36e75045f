"""Comments: a file comes in, its real comments go out, each with the lines that it speaks of. Floor 2.

What looks like a comment inside a string is none. In a notebook each cell is read alone, its lines counted within it. A text
that cannot be split into tokens gives the comments before the place where that ends.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable, Iterator

from losslint.place import Place
from losslint.record import dataclass

_LAYOUT = frozenset((tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER))


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, from its `#` to the end of the line. `alone`: nothing else stands on its line. `first` to `last` are
    the lines of the statement that it stands behind, if that ends on its line, or above, if it stands alone between two.
    """

    place: Place
    text: str
    alone: bool
    first: int
    last: int


def comments_in(text: str, path: str, cell: int | None = None) -> tuple[Comment, ...]:
    """The comments of a script or a cell, in order; `path` is what messages call the file."""
    return tuple(_comments(text, path, cell))


def _comments(text: str, path: str, cell: int | None) -> Iterator[Comment]:
    waiting: list[tokenize.TokenInfo] = []  # comments alone above a statement, or within the statement being read
    begin: int | None = None  # the line on which the statement being read begins
    behind = 0  # the line on which something other than layout stood last
    lonely: set[int] = set()
    for token in _tokens(text):
        row = token.start[0]
        if token.type == tokenize.COMMENT:
            waiting.append(token)
            if behind != row:
                lonely.add(row)
        elif token.type == tokenize.NEWLINE:
            yield from _settled(waiting, lonely, begin or row, row, path, cell)
            waiting, begin = [], None
        elif token.type not in _LAYOUT:
            begin = row if begin is None else begin
            behind = token.end[0]
    yield from _settled(waiting, lonely, 0, 0, path, cell)


def statements_in(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each statement, of a compound one of its header, in order."""
    begin: int | None = None
    for token in _tokens(text):
        if token.type == tokenize.NEWLINE:
            yield begin or token.start[0], token.start[0]
            begin = None
        elif token.type not in _LAYOUT and token.type != tokenize.COMMENT:
            begin = token.start[0] if begin is None else begin


def _settled(
    waiting: Iterable[tokenize.TokenInfo], lonely: set[int], first: int, last: int, path: str, cell: int | None
) -> Iterator[Comment]:
    """The comments seen up to the end of a statement, which stands on the lines `first` to `last`."""
    for token in waiting:
        (row, column), (_, end) = token.start, token.end
        alone = row in lonely
        speaks = row < first if alone else row == last
        place = Place(path, row, column + 1, row, end + 1, cell)
        yield Comment(place, token.string, alone, *((first, last) if speaks else (row, row)))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
