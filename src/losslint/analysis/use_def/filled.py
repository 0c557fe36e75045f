"""Dicts that a body makes empty and hands to a call: whoever gets one may put something into it. Floor 3, syntax."""

from __future__ import annotations

import ast

from losslint.analysis.scope import Definition, Kind, Reach, State

DICTS = frozenset(("dict", "OrderedDict"))


def handed(node: ast.Call) -> list[str]:
    """The plain names among the arguments of a call."""
    arguments = [*node.args, *[keyword.value for keyword in node.keywords if keyword.arg is not None]]
    return [argument.id for argument in arguments if isinstance(argument, ast.Name)]


def filled(node: ast.Call, state: State) -> list[str]:
    """The names of empty dicts that are handed to the call."""
    return [name for name in handed(node) if (held := state.get(name)) and _are_empty(held)]


def _are_empty(reaches: tuple[Reach, ...]) -> bool:
    return all(_is_empty(reach.definition) for reach in reaches)


def _is_empty(definition: Definition) -> bool:
    """Was it made empty, whatever was put into it since?"""
    match definition.kind:
        case Kind.MUTATE | Kind.PHI:
            return bool(definition.before) and _are_empty(definition.before)
        case Kind.ASSIGN if not definition.path:
            return makes_empty(definition.value)
    return False


def makes_empty(value: ast.expr | None) -> bool:
    match value:
        case ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[], keywords=[]):
            return name in DICTS
    return False
