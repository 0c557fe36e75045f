"""Settings that a module of the project holds: `cfg.model.loss`, wherever `cfg` was imported to. Floor 3.

In: an expression and its frame. Out: an identity, the same in every file that reads the same setting, so that conditions on it
can be correlated though nothing is known of its value. None for anything else, and for what a loop sets anew.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import bounds, imports
from losslint.analysis.things import Module, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.source.file import SourceFile

Holder = tuple["SourceFile", str]  # a module, and the name in it that holds the settings


def named(ev: Evaluator, node: ast.expr, frame: Frame) -> Hashable:
    """The setting that `cfg.model.loss` or `cfg["model"]["loss"]` reads."""
    keys: list[str] = []
    while (step := _step(node)) is not None:
        node, key = step
        keys.append(key)
    if not keys or not isinstance(node, ast.Name) or imports.is_local(ev, node, frame):
        return None
    holder = _holder(ev, node, keys, frame)
    if holder is None or not keys or any(_set_in_a_loop(ev, key) for key in keys):
        return None
    return ("setting", *holder, *reversed(keys))


def _step(node: ast.expr) -> tuple[ast.expr, str] | None:
    match node:
        case ast.Attribute(value=below, attr=key) | ast.Subscript(value=below, slice=ast.Constant(value=str() as key)):
            return below, key
    return None


def _holder(ev: Evaluator, root: ast.Name, keys: list[str], frame: Frame) -> Holder | None:
    """Where the root of the expression is bound; a module that it names has the holder among its own names."""
    module = only(ev.value(root, frame))
    if isinstance(module, Module):
        return _bound_once(ev, module.file, keys.pop())
    return _bound_once(ev, frame.file, root.id)


def _bound_once(ev: Evaluator, file: SourceFile, name: str, hops: int = bounds.MODULE_HOPS) -> Holder | None:
    """The module that binds the name, once, behind the imports that only hand it on."""
    frame = ev.module_frame(file)
    if frame is None or name in ev.graph.outer[file] or ev.scope(frame.node).counts.get(name) != 1:
        return None
    reaches = ev.scope(frame.node).exit.get(name, ())
    if len(reaches) != 1 or reaches[0].definition.loops:
        return None
    definition = reaches[0].definition
    if not isinstance(definition.node, ast.ImportFrom):
        return None if isinstance(definition.node, ast.Import) else (file, name)
    source = imports.module(ev, file, definition.node.module or "", definition.node.level)
    return (
        _bound_once(ev, source.file, str(definition.path[0]), hops - 1) if isinstance(source, Module) and hops else None
    )


def _set_in_a_loop(ev: Evaluator, key: str) -> bool:
    """May the program change what is read while it runs?"""
    stores = (ev.scope(owner.node).stores.get(key, ()) for owner in ev.graph.stores.get(key, ()))
    return any(definition.loops for found in stores for definition in found)
