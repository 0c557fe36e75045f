"""Enumerations: `Kind["soft"]`, `Kind.soft.value`. Floor 3.

A member is taken for the value that it has: `Kind.soft` of `soft = Soft` is the class. So `.value` of what has no attribute of that
name, as a class, a text or a list, is the same thing: only a member of an enumeration can be asked for it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import classes
from losslint.analysis.scope import Kind
from losslint.analysis.things import Class, Const, Function, Mapping, Partial, Sequence, Symbol, Thing

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

BASES = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum"))


def is_enum(ev: Evaluator, cls: Class) -> bool:
    return any(base in BASES for base in classes.library_bases(ev, cls))


def members(ev: Evaluator, cls: Class) -> Mapping:
    """The members by their names. A function in the body is a method, and none."""
    found = []
    for name, reaches in ev.scope(cls.node).exit.items():
        if name.startswith("_") or any(reach.definition.kind is not Kind.ASSIGN for reach in reaches):
            continue
        value = classes.of_class(ev, cls, name, None)
        if value and not any(isinstance(thing, Function) for thing, _ in value):
            found.append((name, value))
    return Mapping(tuple(found))


def is_value(ev: Evaluator, thing: Thing) -> bool:
    """Can `thing.value` only be what a member of an enumeration has: has the thing itself no such attribute?"""
    if not are_written(ev):
        return False
    match thing:
        case Const() | Sequence() | Partial():
            return True
        case Mapping():
            return thing.rest is None and thing.get("value") is None
        case Class():
            return not classes.of_class(ev, thing, "value", None)
        case Symbol(name=name):
            return ev.knowledge.cls(name) is not None or ev.knowledge.function(name) is not None
    return False


def are_written(ev: Evaluator) -> bool:
    """Does the project write any?"""
    return "enum" in ev.graph.libraries
