"""What a framework hands to a method that it calls itself: the model that its constructor was handed. Floor 3.

A stub marks both parameters with `Model`: `Trainer.__init__(self, model: Model, …)` and `Trainer.compute_loss(self, model: Model, …)`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import classes, signatures
from losslint.analysis.frames import Frame
from losslint.analysis.receivers import receivers
from losslint.analysis.things import Class, Instance, Value, guarded, just, nothing_known, union

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def handed_over(ev: Evaluator, name: str, frame: Frame) -> Value | None:
    """The model of each object that the method may run on; None if the parameter is no such one."""
    node, cls = frame.node, frame.cls
    if cls is None or not isinstance(node, ast.FunctionDef):
        return None
    wanted = constructor_parameter(ev, cls, node, name)
    if wanted is None:
        return None
    own = frame.receiver
    objects = just(own) if isinstance(own, Instance) and own.arguments is not None else receivers(ev, cls, frame)
    found = []
    for thing, guards in objects:
        thunk = signatures.constructor_arguments(ev, thing).get(wanted) if isinstance(thing, Instance) else None
        value = thunk.compute() if thunk is not None else nothing_known(f"nothing says which {name} it is given")
        found.append(guarded(value, guards))
    return union(*found)


def constructor_parameter(ev: Evaluator, cls: Class, node: ast.FunctionDef, name: str) -> str | None:
    """The parameter of the library base's constructor that holds what the method's parameter `name` is given."""
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    for base in classes.library_bases(ev, cls):
        method, built = ev.knowledge.method(base, node.name), ev.knowledge.method(base, "__init__")
        stated = (
            method[0].parameters[names.index(name)] if method and name in names[: len(method[0].parameters)] else None
        )
        if stated is not None and stated.handed == "model" and built:
            return next((p.name for p in built[0].parameters if p.handed == "model"), None)
    return None
