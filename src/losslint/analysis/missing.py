"""Where a fact is missing: what is not known gets the place of the innermost expression that it is the value of. Floor 3."""

from __future__ import annotations

import ast
from operator import attrgetter
from typing import TYPE_CHECKING

from losslint.analysis.things import Alt, Opaque, Thing, Value, is_unknown
from losslint.forms import Form

if TYPE_CHECKING:
    from losslint.analysis.frames import Frame
    from losslint.place import Place

VALUES = {kind: attrgetter(*kind.__match_args__) for kind in (Form, Opaque)}
"""Hands out the fields of a thing in the order in which they are passed to make one."""


def located(value: Value, node: ast.expr, frame: Frame) -> Value:
    """The value of an expression; what was not known further in keeps its place."""
    for thing, _ in value:  # a loop and no `any`: this runs behind every expression
        if isinstance(thing, Form | Opaque) and _has_no_place(thing):
            break
    else:
        return value
    place = frame.file.place(node)
    return tuple([Alt(_placed(thing, place), guards) for thing, guards in value])


def _has_no_place(thing: Form | Opaque) -> bool:
    return thing.missing_at is None and is_unknown(thing)


def _placed(thing: Thing, place: Place) -> Thing:
    if not isinstance(thing, Form | Opaque) or not _has_no_place(thing):
        return thing
    kind = type(thing)
    placed = kind(*VALUES[kind](thing))  # what `replace` would do at twice the price, behind every expression
    object.__setattr__(placed, "missing_at", place)
    return placed
