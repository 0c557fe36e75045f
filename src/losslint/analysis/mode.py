"""Training or evaluation: which mode a model is in at a loss call, where its output depends on `self.training`. Floor 3.

A module is in training mode until told otherwise; the last `.train()` / `.eval()` before the call counts, if it certainly
ran. Lightning puts the model in evaluation mode for its validation, test and predict hooks.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import classes
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, Owner
from losslint.analysis.scope import Condition
from losslint.guards import Guard
from losslint.loss_site import LossCall
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.things import Class

EVALUATION_HOOKS = frozenset({"validation_step", "test_step", "predict_step"})


def in_mode(ev: Evaluator, called: Called, frame: Frame, found: list[LossCall]) -> list[LossCall]:
    """The alternatives that the mode at the call allows; all of them where the mode is not known."""
    if not any(is_mode(g) for c in found for g in c.guards):
        return found
    training = mode_at(ev, called, frame)
    if training is None:
        return found
    kept = []
    for call in found:
        modes = [g for g in call.guards if is_mode(g)]
        if all(g.holds == training for g in modes):
            kept.append(replace(call, guards=call.guards - set(modes)))
    return kept


def is_mode(guard: Guard) -> bool:
    subject = guard.subject
    return (
        isinstance(subject, tuple)
        and len(subject) == 2
        and subject[0] == "truth"
        and (isinstance(subject[1], tuple) and bool(subject[1]) and subject[1][0] == "training")
    )


def mode_at(ev: Evaluator, called: Called, frame: Frame) -> bool | None:
    """True in training mode, False in evaluation mode, None if it is not known."""
    way = ev.scope(called.owner.node).way(called.call)
    return mode_before(ev, called.owner, frame, called.call, way[0] if way is not None else ())


def is_lightning(ev: Evaluator, cls: Class) -> bool:
    return any(b.endswith("LightningModule") for b in classes.library_bases(ev, cls))


def mode_before(
    ev: Evaluator, owner: Owner, frame: Frame, at: ast.expr | ast.stmt, conditions: tuple[Condition, ...] = ()
) -> bool | None:
    """The mode that the switches before a place of this scope leave."""
    node = owner.node
    is_hook = isinstance(node, ast.FunctionDef) and node.name in EVALUATION_HOOKS
    if is_hook and frame.cls is not None and is_lightning(ev, frame.cls):
        return False
    here = set(conditions)
    mode: bool | None = True
    for call, (under, _) in ev.scope(node).calls.items():
        if (call.lineno, call.col_offset) >= (at.lineno, at.col_offset):
            continue
        said = switches(call)
        if said is not None:
            mode = said if set(under) <= here else None if said != mode else mode
    return mode


def switches(call: ast.Call) -> bool | None:
    """`x.train()` is True, `x.eval()` and `x.train(False)` are False, anything else None."""
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in ("train", "eval") or call.keywords or len(call.args) > 1:
        return None
    if func.attr == "eval":
        return None if call.args else False
    if not call.args:
        return True
    argument = call.args[0]
    return bool(argument.value) if isinstance(argument, ast.Constant) and isinstance(argument.value, bool) else None
