"""A loss of the project's own that is handed to a trainer: its first parameter is what the model gives. Floor 3.

In: a parameter of a function, or of the method that calling an object runs, of which the project has no call. Out: the
outputs of the models that trainers are handed together with it (handed.py).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, handed, signatures
from losslint.analysis.aside import aside
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, spellings
from losslint.analysis.things import Partial, Thing, Value, guarded, union
from losslint.guards import Guards
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def output(ev: Evaluator, name: str, frame: Frame) -> Value | None:
    """What trainers pass for the parameter; None if none is handed the function, or if it is no output that they pass."""
    node = frame.node
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        return None
    positional = [a.arg for a in (*node.args.posonlyargs, *node.args.args)][frame.cls is not None :][:1]
    if positional != [name] or not handed.trainers(ev):
        return None
    # Most functions are handed to no trainer: that may take nothing away from what the loss call may ask, and is asked once.
    key = "handed as a loss", node
    asking = partial(ev.ask_once, key, partial(_outputs, ev, frame))
    return ev.fact(key, lambda: aside(ev, bounds.OPERATION_STEPS, asking)) or None


def _outputs(ev: Evaluator, frame: Frame) -> Value:
    found = []
    for handing, guards in _handings(ev, frame):
        model = handing.parameter("model")
        if model is not None:
            found.append(guarded(handed.output_of(ev, handing, model), guards))
    return union(*found)


def _handings(ev: Evaluator, frame: Frame) -> Iterator[tuple[handed.Handing, Guards]]:
    """The calls of trainers that are handed the function."""
    by_word = ev.fact("trainers by what they are handed", lambda: _by_word(ev))
    naming = {called.call: called for name in _names(ev, frame) & by_word.keys() for called in by_word[name]}
    for called in sorted(naming.values(), key=lambda c: c.order):
        if ev.is_spent():
            break
        caller = ev.joined_frame(called.owner)
        if caller is None or not ev.project.meet(called.owner.file, frame.file):
            continue
        arguments = binding.arguments_of(ev, called.call, caller)
        for thing, guards in ev.value(called.call.func, caller):
            summary = handed.trainer(ev, thing, arguments)
            bound = signatures.bound_arguments(ev, summary, None, arguments) if summary is not None else {}
            handing = handed.Handing(called, caller, arguments, summary, bound) if summary is not None else None
            criterion = handing.parameter("criterion") if handing is not None else None
            if handing is not None and criterion is not None:
                yield from (
                    (handing, guards | under)
                    for given, under in handed.made(ev, handing, criterion)
                    if _runs(ev, given, frame.node)
                )


def _names(ev: Evaluator, frame: Frame) -> frozenset[str]:
    """What the function, or an object of its class, may be called where it is handed over."""
    node = frame.node
    if isinstance(node, ast.Lambda):
        aliases = ev.graph.aliases(ev.graph.lambdas.get(node, ()))
    elif frame.cls is None:
        aliases = ev.graph.aliases({getattr(node, "name", "")})
    else:
        made = spellings(frame.cls.node.name)
        aliases = ev.graph.objects(made) | ev.graph.aliases(made)
    return frozenset(alias.partition("@")[0].strip(".()") for alias in aliases)


def _by_word(ev: Evaluator) -> dict[str, list[Called]]:
    """The calls that may be those of a trainer, by the names in their arguments: read once for all functions."""
    found: dict[str, list[Called]] = {}
    for called in handed.trainers(ev):
        for word in _words(called.call):
            found.setdefault(word, []).append(called)
    return found


def _words(call: ast.Call) -> set[str]:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    nodes = [node for argument in given for node in walk(argument)]
    return {n.id if isinstance(n, ast.Name) else n.attr for n in nodes if isinstance(n, ast.Name | ast.Attribute)}


def _runs(ev: Evaluator, thing: Thing, node: ast.AST) -> bool:
    while isinstance(thing, Partial):
        thing = thing.function
    ran = classes.run_by(ev, thing)
    return ran is not None and ran[0].node is node
