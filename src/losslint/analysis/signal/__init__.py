"""The error signal: what each training step sends back, and whether it arrives. Floor 3.

`contexts.py`   where gradients are switched off
`gradient.py`   does a gradient flow back from this value? certainly not, or perhaps
`callees.py`    what a call does to the gradient of its arguments
`objectives.py` what is backpropagated, term by term
`senders.py`    which functions of the project may send gradients back
`order.py`      what happens to the gradients, in order
`fate.py`       what becomes of a loss in its function
`parameters.py` whose parameters an optimiser has
`standing.py`   modules that no optimiser moves
`leftovers.py`  losses that nobody reads, totals that keep every graph
`ascents.py`    steps that make the loss larger
`evidence.py`   what trains on which loss, and is graded on which
`selection.py`  checkpoints that are chosen by the loss of training
`dropouts.py`   dropout that no mode switches off
`replaced.py`   modules that the optimiser has never seen

Candidates are found by name; a scope is evaluated only if its calls, by their names alone, leave a question open.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.names import Called, Owner
from losslint.analysis.signal import ascents, dropouts, evidence, fate, leftovers, objectives, order, replaced
from losslint.analysis.signal.gradient import Gradients
from losslint.knowledge.steps import TRAINING_HOOK
from losslint.observation import Dropout, Run, RunKind, Step
from losslint.record import replace
from losslint.source.nodes import children

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.source.file import SourceFile

HANDLING = (".step", ".zero_grad")


def steps(ev: Evaluator) -> Iterator[Step]:
    """Every training step of the project, by place."""
    gradients = Gradients(ev)
    sending = _by_owner(ev.graph.backwards)
    handling = _by_owner([called for name in HANDLING for called in ev.graph.calls.get(name, ())])
    hooks = [ev.graph.owners[d.node] for d in ev.graph.defined.get(TRAINING_HOOK, ()) if d.node in ev.graph.owners]
    for owner in sorted({*sending, *handling, *hooks}, key=_position):
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        ev.root(bounds.CALLEE_STEPS)
        sent = sending.get(owner, [])
        seen = Step(
            owner.file.place(owner.node),
            tuple(objectives.backwards(gradients, sent, frame)),
            leftovers=tuple(leftovers.leftovers(gradients, sent, frame)),
            replaced=tuple(replaced.replaced(gradients, handling.get(owner, []), frame)),
            ascents=tuple(ascents.ascents(gradients, sent, handling.get(owner, []), frame)),
        )
        if seen.backwards or seen.leftovers or seen.replaced:
            again = any(sending.gradient.relabelled is not None for sending in seen.backwards)
            yield replace(seen, words=fate.telling_words(owner.node) if again else frozenset())
        yield from _ordered(gradients, owner, frame, sent, handling.get(owner, []))


def runs(ev: Evaluator, asked: Collection[str]) -> Iterator[Run]:
    """Every file of which something that is `asked` is known as a run, by place."""
    found: dict[SourceFile, list[Dropout]] = {}
    for file, dropout in dropouts.always_on(ev) if RunKind.NEVER_OFF in asked else ():
        found.setdefault(file, []).append(dropout)
    for file in sorted(found, key=lambda file: file.display):
        if file.tree is not None:
            yield Run(file.place(file.tree), tuple(found[file]))
    yield from evidence.runs(Gradients(ev), asked)


def _ordered(
    gradients: Gradients, owner: Owner, frame: Frame, sent: list[Called], handled: list[Called]
) -> Iterator[Step]:
    """The parts of a scope in which something steps in an order that is not the usual one."""
    for part in _parts(owner) if handled else ():
        if order.is_open(handled, sent, part):
            gradients.ev.root(bounds.CALLEE_STEPS)
            words = fate.telling_words(part)
            yield Step(owner.file.place(part), events=order.events(gradients, frame, part), words=words)


def _by_owner(calls: list[Called]) -> dict[Owner, list[Called]]:
    found: dict[Owner, list[Called]] = {}
    for called in calls:
        found.setdefault(called.owner, []).append(called)
    return found


def _parts(owner: Owner) -> Iterator[ast.AST]:
    """A function is one step; a script, or a notebook, has one in each of its outermost loops."""
    if not isinstance(owner.node, ast.Module):
        yield owner.node
        return
    stack: list[ast.AST] = list(reversed(owner.node.body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.For | ast.While):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            stack.extend(reversed(children(node)))


def _position(owner: Owner) -> tuple[str, int, int]:
    return owner.file.display, getattr(owner.node, "lineno", 0), getattr(owner.node, "col_offset", 0)
