"""Dropout functions that no mode switches off. Floor 3.

In: the calls that the name graph lists under the names of dropout functions. Out: those in a method of a module that leave
`training` at its default, True. Silent where the rate is 0, and where the mode is asked around the call or for the rate.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds, classes
from losslint.analysis.names import bare
from losslint.analysis.things import constants
from losslint.knowledge import steps
from losslint.observation import Dropout

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.analysis.names import Called
    from losslint.analysis.things import Class, Value
    from losslint.source.file import SourceFile


def always_on(ev: Evaluator) -> Iterator[tuple[SourceFile, Dropout]]:
    """Every such call, by place."""
    names = [name for name in ev.graph.calls if "dropout" in name and bare(name) in steps.DROPOUTS]
    named = [called for name in names for called in ev.graph.calls[name]]
    for called in sorted(named, key=lambda c: c.order):
        cls = called.owner.parent.node if called.owner.parent is not None else None
        if not isinstance(cls, ast.ClassDef) or not leaves_default(called.call):
            continue
        frame = ev.joined_frame(called.owner)
        if frame is not None and frame.cls is not None and _is_on(ev, called, frame, frame.cls):
            place = called.owner.file.place(called.call)
            yield called.owner.file, Dropout(place, ast.unparse(called.call.func), cls.name)


def leaves_default(call: ast.Call) -> bool:
    """Is `training` not passed, by position, keyword or star?"""
    stars = any(isinstance(a, ast.Starred) for a in call.args)
    return len(call.args) < 3 and not stars and not any(k.arg in ("training", None) for k in call.keywords)


def _is_on(ev: Evaluator, called: Called, frame: Frame, cls: Class) -> bool:
    ev.root(bounds.CALLEE_STEPS)
    way = ev.scope(called.owner.node).calls.get(called.call)
    if way is None or any("train" in ast.unparse(c.test) or "eval" in ast.unparse(c.test) for c in way[0]):
        return False
    if ev.symbol(ev.value(called.call.func, frame)) not in steps.ALWAYS_ON:
        return False
    plain = getattr(called.owner.node, "name", "") == "forward" or "training" not in ast.unparse(cls.node)
    if not plain or not any(base in steps.MODULES for base in classes.library_bases(ev, cls)):
        return False
    rate = called.call.args[1:2] or [k.value for k in called.call.keywords if k.arg == "p"]
    return not rate or not _is_off(ev.value(rate[0], frame), ast.unparse(rate[0]))


def _is_off(rate: Value, written: str) -> bool:
    """Is the rate 0, or does the mode decide what it is (`if not self.training: p = 0.0` before the call)?"""
    chosen = (guard.text for _, guards in rate for guard in guards)
    return constants(rate) in ([0], [0.0]) or any("training" in text for text in (written, *chosen))
