"""Where a fact is missing: what is not known gets the place of the innermost expression that it is the value of. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeGuard

from losslint.analysis.things import Alt, Opaque, Thing, Value, is_unknown
from losslint.forms import Form
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.frames import Frame
    from losslint.place import Place


def anything(value: Value) -> bool:
    """Is there anything that is not known, and of which no place is known either?"""
    for thing, _ in value:  # noqa: SIM110 - a loop, since this runs behind every expression
        if _has_no_place(thing):
            return True
    return False


def located(value: Value, node: ast.expr, frame: Frame) -> Value:
    """The value of an expression; what was not known further in keeps its place."""
    place = frame.file.place(node)
    return tuple([Alt(_placed(thing, place), guards) for thing, guards in value])


def _has_no_place(thing: Thing) -> TypeGuard[Form | Opaque]:
    return isinstance(thing, (Form, Opaque)) and thing.missing_at is None and is_unknown(thing)


def _placed(thing: Thing, place: Place) -> Thing:
    return replace(thing, missing_at=place) if _has_no_place(thing) else thing
