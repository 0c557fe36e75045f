"""Where in the user's own code something happens: frames as places. Floor 3.

In: a running frame; out: the places of the innermost frame that is the user's and of the calls that led to it. What lies in
the standard library, in installed packages or in losslint is nobody's own code, unless nothing else is on the stack. A place
is that of the call expression: the same line and column that the analysis of source gives.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from types import CodeType, FrameType

from losslint.place import CALLED, Place, Step, Trail

_LIBRARY = os.path.realpath(Path(os.__file__).parent) + os.sep  # sysconfig would bring the build's whole configuration
_OWN = os.path.realpath(Path(__file__).parents[2]) + os.sep
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
CALLERS = 3  # how many of the calls that led to a loss are told


@cache
def is_users(filename: str) -> bool:
    """Is this a file of the user's own?"""
    if filename[:1] == "<":  # made on the fly; a notebook's cells have files
        return False
    path = os.path.realpath(filename)
    return not path.startswith((_OWN, _LIBRARY)) and not any(folder in path for folder in _PACKAGES)


@cache
def is_torchs(filename: str) -> bool:
    """Is this losslint's or torch's file?"""
    path = os.path.realpath(filename)
    return path.startswith((_OWN, "<")) or f"{os.sep}torch{os.sep}" in path


def stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def users(frame: FrameType | None) -> list[FrameType]:
    """The user's own frames, innermost first; a library's where there are none."""
    whole = list(stack(frame))
    own = [each for each in whole if is_users(each.f_code.co_filename)]
    return own or [each for each in whole if not is_torchs(each.f_code.co_filename)][:1]


def innermost(frame: FrameType | None) -> Place | None:
    """The place of the innermost of the user's own frames."""
    own = users(frame)
    return place(own[0]) if own else None


def way(frame: FrameType | None, depth: int = 10) -> tuple[tuple[str, CodeType, int], ...]:
    """The calls that lead here, told apart cheaply; exact as far as `depth` goes. The same function on the same line of two
    files is equal code to Python."""
    found: list[tuple[str, CodeType, int]] = []
    while frame is not None and len(found) < depth:
        found.append((frame.f_code.co_filename, frame.f_code, frame.f_lasti))
        frame = frame.f_back
    return tuple(found)


def position(code: CodeType, instruction: int) -> tuple[int | None, int | None, int | None, int | None]:
    """First and last line, first and last column (in bytes, from 0) of what the instruction does."""
    return next(islice(code.co_positions(), instruction // 2, None), (None, None, None, None))


def place(frame: FrameType) -> Place:
    return _place(frame.f_code.co_filename, frame.f_code, frame.f_lasti)


@cache
def _place(filename: str, code: CodeType, instruction: int) -> Place:
    """Where an instruction stands. Columns are counted in characters from 1."""
    line, end_line, column, end_column = position(code, instruction)
    line = line or code.co_firstlineno
    end_line = end_line or line
    first = _characters(filename, line, column)
    return Place(_display(filename), line, first, end_line, _characters(filename, end_line, end_column))


def _characters(filename: str, line: int, column: int | None) -> int:
    text = linecache.getline(filename, line)
    return len(text.encode("utf-8")[: column or 0].decode("utf-8", "replace")) + 1


@cache
def _display(filename: str) -> str:
    """The path as messages name it: relative to the working directory where it lies below it."""
    if filename.startswith("<"):
        return filename
    path = os.path.realpath(filename)
    here = os.path.realpath(Path.cwd()) + os.sep
    return path.removeprefix(here).replace(os.sep, "/")


def callers(own: list[FrameType]) -> Trail:
    """The calls that led to the innermost of these frames, outermost first: functions only, as a module calls nothing."""
    steps = [
        Step(place(outer), CALLED)
        for inner, outer in pairwise(own)
        if inner.f_code.co_name != "<module>" and inner.f_code is not outer.f_code
    ]
    return tuple(reversed(steps[:CALLERS]))
