"""What the builtin functions share: their signature, their arguments, sequences of unknown length. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from losslint.analysis import iteration
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.things import Sequence, Value, nothing_known, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]
Builtin = Callable[["Evaluator", Arguments, Site], Value]


def argument(arguments: Arguments, position: int) -> Value:
    """The positional argument; empty if there is none."""
    thunk = arguments.at(position)
    return thunk.compute() if thunk is not None else ()


def elements_at(ev: Evaluator, arguments: Arguments, position: int) -> Sequence | None:
    """The elements of an argument, if it certainly is one thing that has them."""
    thing = only(argument(arguments, position))
    return iteration.elements_of(ev, thing) if thing is not None else None


def open_sequence(because: str) -> Sequence:
    """Any number of elements of which nothing is known."""
    return Sequence(middle=nothing_known(because))
