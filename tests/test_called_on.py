"""A call on one object does not stand beside what is true of another: the two guards are held against each other."""

from __future__ import annotations

import ast

from losslint.analysis.called_on import consistent
from losslint.analysis.things import Class, Instance
from losslint.guards import Guard

METHOD = ast.parse("def grade(self): ...").body[0]
CALL = ast.parse("self.grade()", mode="eval").body
MADE = {name: ast.parse(f"{name}()", mode="eval").body for name in ("one", "other")}
CLASS = ast.parse("class Model: ...").body[0]
assert isinstance(CLASS, ast.ClassDef)


def on(*names: str) -> Guard:
    """The call on any of these objects."""
    model = Class(CLASS, None)  # type: ignore[arg-type]
    keys = [(CALL, None, Instance(model, (MADE[name], None, ""))) for name in names]
    return Guard(("call", METHOD), frozenset(keys), context=True)


def true_of(*names: str) -> Guard:
    return Guard(("self", METHOD), frozenset((CLASS, MADE[name]) for name in names), context=True)


def test_calls_on_other_objects_fall_away() -> None:
    assert consistent(frozenset({on("one", "other"), true_of("one")})) == frozenset({on("one"), true_of("one")})


def test_no_call_is_left() -> None:
    assert consistent(frozenset({on("other"), true_of("one")})) is None
    assert consistent(frozenset({on("one"), true_of("one"), true_of("other")})) is None


def test_what_names_no_object_stays() -> None:
    assert consistent(frozenset({on("one", "other")})) == frozenset({on("one", "other")})
    plain = Guard(("call", METHOD), frozenset({"escape", (CALL, None, None)}), context=True)
    assert consistent(frozenset({plain, true_of("one")})) == frozenset({plain, true_of("one")})
