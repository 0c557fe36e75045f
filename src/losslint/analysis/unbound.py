"""What a parameter is that no call of the project binds: its default, what a framework hands over, or an option. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import binding, entries, framework
from losslint.analysis.frames import Frame
from losslint.analysis.leading import function_name
from losslint.analysis.things import Const, Opaque, Value, guarded, just, nothing_known, union
from losslint.guards import Guard

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def default_of_option(ev: Evaluator, value: Value, frame: Frame, name: str) -> Value:
    """A star argument may or may not bind it: the default, under a guard that the defaults satisfy."""
    text = f"{name} is left at its default"
    guard = Guard(("default", frame.node, name, frame.base), frozenset({True}), True, text, True)
    return guarded(value, frozenset({guard}))


def may_be_bound(value: Value, frame: Frame, name: str) -> Value:
    """A star argument that nothing is known of: the default, or whatever it binds."""
    subject, because = ("default", frame.node, name, frame.base), f"parameter {name} may be bound by a star argument"
    left = Guard(subject, frozenset({True}), True, f"{name} is left at its default", None)
    bound = Guard(subject, frozenset({True}), False, f"{name} is not left at its default", None)
    return union(guarded(value, frozenset({left})), guarded(nothing_known(because), frozenset({bound})))


def parameter(ev: Evaluator, name: str, frame: Frame, because: str) -> Value:
    """No call of the function is known: its default, or an option with an identity."""
    assert not isinstance(frame.node, ast.Module | ast.ClassDef)
    default = binding.default_of(frame.node, name)
    subject = ("parameter", frame.node, name)
    stated = entries.parameter(ev, frame, name)
    if stated is not None:
        return just(stated)
    handed = framework.handed_over(ev, name, frame)
    if handed is None:
        handed = handed_to_trainer(ev, name, frame)
    if handed is not None:
        return handed
    if default is not None and frame.parent is not None:
        value = ev.value(default, frame.parent)
        things = [t for t, _ in value]
        if len(things) == 1 and isinstance(things[0], Const):
            return just(Opaque(subject, because or f"parameter {name} is never bound", things[0]))
        guard = Guard(subject, frozenset({"default"}), True, f"{name} is left at its default", True)
        return guarded(value, frozenset({guard}))
    return just(
        Opaque(
            subject,
            because or f"nothing in the project calls {function_name(frame.node)}: its parameter {name} is never bound",
        )
    )


def handed_to_trainer(ev: Evaluator, name: str, frame: Frame) -> Value | None:
    """What a trainer passes a loss of the project's own; None if none is handed it."""
    from losslint.analysis import handed_losses

    return handed_losses.output(ev, name, frame)
