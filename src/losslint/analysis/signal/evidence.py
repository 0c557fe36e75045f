"""What a project's losses are evidence of: which module trains on which loss, and on which it is graded without training. Floor 3.

In: the calls of `backward`, and the losses that are computed while gradients are switched off. Out: `Grading`s of the same
module, and one `Run` for every file that trains. A module is the same one if it is made at the same place; what could not
be resolved is in no list, and silences what would have to know it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, losses, mode, sites
from losslint.analysis.names import Called, Owner, bare, called_name
from losslint.analysis.parents import parents_of
from losslint.analysis.signal import ascents, callees, contexts, gradient, objectives, parameters, selection
from losslint.analysis.signal.objectives import Addend
from losslint.analysis.things import Class, Container, Instance, Made, Thing, constants
from losslint.forms import Form
from losslint.knowledge import steps
from losslint.observation import Grading, Run, RunKind
from losslint.record import dataclass, field, replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.analysis.signal.gradient import Gradients
    from losslint.place import Place
    from losslint.source.file import SourceFile

GRADING = contexts.NAMES | {"validation_step", "test_step", "evaluate", "fit", "Trainer"}
GRADING_ELSEWHERE = GRADING | {"eval"}
ABOUT_LOSSES = frozenset((RunKind.ANOTHER_OBJECTIVE, RunKind.BY_TRAINING_LOSS, RunKind.NOTHING_HELD_OUT))


@dataclass(slots=True)
class Trained:
    """What is known of one module that trains: the losses by name, with their calls, and the files."""

    losses: dict[str, Place] = field(default_factory=dict)
    calls: set[ast.Call] = field(default_factory=set)
    complete: bool = True


def runs(gradients: Gradients, asked: Collection[str]) -> Iterator[Run]:
    """One run for each file in which something trains; none where nothing that is `asked` could be said of it."""
    ev = gradients.ev
    is_asked = not ABOUT_LOSSES.isdisjoint(asked)
    if not is_asked and not (RunKind.IN_TRAINING_MODE in asked and _is_left_in_training(gradients)):
        return
    trained, files = trained_modules(gradients)
    graded = list(held_out(gradients)) if trained else []
    evaluates = (
        bool(graded) or bool(ev.graph.calls.get(".eval")) or _validates(ev) or _named_elsewhere(ev, GRADING_ELSEWHERE)
    )
    calls = {call for module in trained.values() for call in module.calls}
    compared = list(_compared(trained, graded))
    for file in sorted({*files, *(f for f, _ in compared)}, key=lambda file: file.display):
        assert file.tree is not None
        sent = files.get(file, [])
        yield Run(
            file.place(file.tree),
            gradings=tuple(grading for where, grading in compared if where is file),
            selected=tuple(selection.selected(gradients, sent, calls)) if graded else (),
            trains=None if evaluates or _called_elsewhere(ev, sent) else over_batches(gradients, sent),
        )


def over_batches(gradients: Gradients, sent: list[Called]) -> Place | None:
    """Where a file first sends a loss back in a loop over a loader of data."""
    ev = gradients.ev
    for called in sorted(sent, key=lambda c: (c.call.lineno, c.call.col_offset)):
        frame = ev.joined_frame(called.owner)
        _, loops = ev.scope(called.owner.node).calls[called.call]
        for loop in loops if frame is not None else ():
            if not isinstance(loop, ast.While) and frame is not None:
                iterable, _ = callees.walked(gradients, loop.iter, frame, (1,))
                if gradient.is_loader(ev.value(iterable, frame)):
                    return called.owner.file.place(called.call)
    return None


def _called_elsewhere(ev: Evaluator, sent: list[Called]) -> bool:
    """May the model be used outside of the loops and functions that train it? Something is called there by the name of
    something that is called where a loss is sent back."""
    inside: set[ast.Call] = set()
    for called in sent:
        calls = ev.scope(called.owner.node).calls
        _, loops = calls[called.call]
        if isinstance(called.owner.node, ast.Module) and not loops:
            return True
        inside |= {
            call for call, way in calls.items() if way[1][: len(loops)] == loops or loops[: len(way[1])] == way[1]
        }
    names = {text for call in inside if (text := called_name(call.func)) and bare(text) not in dir(builtins)}
    others = (other for name in names for other in ev.graph.calls.get(name, ()))
    if any(o.call not in inside and o.call.args for o in others):
        return True
    return _named_elsewhere(
        ev, {c.func.id for c in inside if c.args and isinstance(c.func, ast.Name) and c.func.id in names}
    )


def _validates(ev: Evaluator) -> bool:
    """Does anything in the project look like grading without training: gradients off, a hook, a framework's loop?"""
    graph = ev.graph
    return any(name in graph.defined or f".{name}" in graph.calls or name in graph.calls for name in GRADING)


def _named_elsewhere(ev: Evaluator, names: Collection[str]) -> bool:
    """Does a program beside this one use such a name? It may load what this one has saved."""
    own = frozenset(ev.files)
    return any(not f.identifiers().isdisjoint(names) for f in ev.project.files if f not in own)


# -- who trains on what ------------------------------------------------------------------------------------------------


def trained_modules(gradients: Gradients) -> tuple[dict[Thing, Trained], dict[SourceFile, list[Called]]]:
    """The modules whose output is graded by a loss that is sent back."""
    ev = gradients.ev
    found: dict[Thing, Trained] = {}
    files: dict[SourceFile, list[Called]] = {}
    for called in ev.graph.backwards:
        frame = ev.joined_frame(called.owner)
        if frame is None:
            continue
        ev.root(bounds.CALLEE_STEPS)
        objective = objectives.objective(ev, called, frame)
        if objective is None:
            continue
        files.setdefault(called.owner.file, []).append(called)
        terms = list(objectives.addends(gradients, Addend(objective.expr, frame), [objectives.TERMS]))
        for addend in terms:
            name, modules = loss_and_modules(gradients, addend.expr, addend.frame)
            for module in modules:
                known = found.setdefault(module, Trained())
                known.complete &= name is not None and all(isinstance(a.expr, ast.Call) for a in terms)
                if name is not None and isinstance(addend.expr, ast.Call):
                    known.losses.setdefault(name, ev.place(addend.expr, addend.frame))
                    known.calls.add(addend.expr)
    return found, files


def loss_and_modules(gradients: Gradients, expr: ast.expr, frame: Frame) -> tuple[str | None, list[Thing]]:
    """The name of the known loss that an expression computes, and the one module whose output it grades."""
    if not isinstance(expr, ast.Call):
        return None, []
    ev = gradients.ev
    known = [losses.known_loss(ev, thing) for thing, _ in ev.value(expr.func, frame)]
    if len(known) != 1 or known[0] is None:
        return None, []
    graded = losses.graded(ev, known[0], binding.arguments_of(ev, expr, frame), "")
    if graded is None or graded.output.expr is None or graded.output.frame is None:
        return known[0].name, []
    call = ascents.only_call(gradients, graded.output.expr, graded.output.frame)
    things = [parameters.unwrapped(t) for t, _ in ev.value(call.func, graded.output.frame)] if call is not None else []
    modules: list[Thing] = [
        t for t in things if isinstance(t, Instance | Container) or (isinstance(t, Made) and t.arguments is not None)
    ]
    return known[0].name, modules if len(things) == len(modules) == 1 else []


# -- graded without training -------------------------------------------------------------------------------------------


def held_out(gradients: Gradients) -> Iterator[tuple[Thing, SourceFile, Grading]]:
    """Losses that are computed while gradients are switched off, on the output of a module."""
    ev = gradients.ev
    for owner in _switching(ev):
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        ev.root(bounds.CALLEE_STEPS)
        for call in ev.scope(owner.node).calls:
            if call not in sites.likely_calls(ev) or len(call.args) + len(call.keywords) < 2:
                continue
            if contexts.switched_off(ev, call, frame) is None:
                continue
            name, modules = loss_and_modules(gradients, call, frame)
            for module in modules if name is not None else ():
                moded = _stays_in_training(ev, owner, frame, call, module)
                yield module, owner.file, Grading(ev.place(call, frame), name or "", ast.unparse(call.func), moded)


def _switching(ev: Evaluator) -> list[Owner]:
    """The scopes in which gradients may be switched off, in order."""
    graph, found = ev.graph, {}
    named = [n for n in graph.calls if ("grad" in n or "inference" in n) and bare(n) in contexts.NAMES]
    for called in (c for name in named for c in graph.calls[name]):
        found[called.owner.node] = called.owner
        inner = next((f for f in _decorated(called) if called.call in f.decorator_list), None)
        if inner is not None and inner in graph.owners:
            found[inner] = graph.owners[inner]
    return sorted(found.values(), key=lambda o: (o.file.display, getattr(o.node, "lineno", 0)))


def _decorated(called: Called) -> list[ast.FunctionDef]:
    """The functions that stand in the scope of a call: one of them may be decorated by it."""
    body = called.owner.node.body
    return [s for s in body if isinstance(s, ast.FunctionDef)] if isinstance(body, list) else []


def _compared(
    trained: dict[Thing, Trained], graded: list[tuple[Thing, SourceFile, Grading]]
) -> Iterator[tuple[SourceFile, Grading]]:
    """The gradings of modules that train, with the losses that they train on."""
    for thing, file, grading in graded:
        known = trained.get(thing)
        if known is not None and known.losses:
            own = tuple(known.losses) if known.complete else ()
            yield file, replace(grading, trained_on=own, trained=next(iter(known.losses.values())))


# -- modes -------------------------------------------------------------------------------------------------------------


def _is_left_in_training(gradients: Gradients) -> bool:
    """Is anything graded without training on a module that certainly is in training mode?"""
    return not _modes_are_given(gradients.ev) and any(grading.layer for _, _, grading in held_out(gradients))


def _modes_are_given(ev: Evaluator) -> bool:
    """Does the project store a mode (`module.training = …`), or hand one over (`module.train(False)`)?"""
    graph = ev.graph
    return "training" in graph.stores or any(c.call.args or c.call.keywords for c in graph.calls.get(".train", ()))


def _stays_in_training(ev: Evaluator, owner: Owner, frame: Frame, call: ast.Call, module: Thing) -> str:
    """The layer that behaves differently in training, if nothing in the project may put the module into evaluation."""
    if _modes_are_given(ev):
        return ""
    if isinstance(module, Instance) and mode.is_lightning(ev, module.cls):
        return ""
    for called in ev.graph.calls.get(".eval", ()):
        assert isinstance(called.call.func, ast.Attribute)
        inner = ev.joined_frame(called.owner)
        things = (
            [parameters.unwrapped(t) for t, _ in ev.value(called.call.func.value, inner)] if inner is not None else []
        )
        if not things or any(t == module or not _is_module(t) or _holds(ev, t, module) for t in things):
            return ""
    if _handed_over(ev, owner, frame, module):
        return ""
    return moded_layer(ev, module)


def _is_module(thing: Thing) -> bool:
    return isinstance(thing, Instance | Container | Made) and not (
        isinstance(thing, Instance) and thing.arguments is None
    )


def _holds(ev: Evaluator, owner: Thing, part: Thing) -> bool:
    """May putting the one into evaluation reach the other? Every object of the project may hold any module."""
    return isinstance(owner, Instance | Container) and owner != part


def _handed_over(ev: Evaluator, owner: Owner, frame: Frame, module: Thing) -> bool:
    """Is the module an argument of a call of which nothing is known?"""
    for call in ev.scope(owner.node).calls:
        arguments = [*call.args, *(k.value for k in call.keywords)]
        if any(
            isinstance(a, ast.Name) and any(parameters.unwrapped(t) == module for t, _ in ev.value(a, frame))
            for a in arguments
        ):
            callee = [t for t, _ in ev.value(call.func, frame)]
            if not callee or any(isinstance(t, Form) or type(t).__name__ == "Opaque" for t in callee):
                return True
    return False


def moded_layer(ev: Evaluator, module: Thing, depth: int = 4) -> str:
    """The name of a Dropout or BatchNorm that the module certainly contains; empty if none was seen."""
    match module:
        case Made(cls=cls) if cls in steps.MODED:
            return "" if _is_idle(ev, module) else cls.rpartition(".")[2]
        case Container(modules=modules):
            inner = [t for value in modules.elements() if len(value) == 1 for t, _ in value]
            return next((name for t in inner if depth and (name := moded_layer(ev, t, depth - 1))), "")
        case Instance(cls=cls):
            return _in_class(ev, cls, depth)
    return ""


def _in_class(ev: Evaluator, cls: Class, depth: int) -> str:
    found = classes.lookup(ev, cls, "__init__")
    if found is None or not depth:
        return ""
    function, _ = found
    for call, (conditions, _) in ev.scope(function.node).calls.items():
        name = (
            ev.symbol(ev.value(call.func, function.frame)) or ""
            if isinstance(call.func, ast.Attribute | ast.Name)
            else ""
        )
        rates = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "p")]
        idle = "Dropout" in name and rates and not (isinstance(rates[0], ast.Constant) and rates[0].value)
        if (
            name in steps.MODED
            and not conditions
            and not idle
            and isinstance(parents_of(function.node).get(call), ast.Assign | ast.Call)
        ):
            return name.rpartition(".")[2]
    return ""


def _is_idle(ev: Evaluator, made: Made) -> bool:
    """A dropout whose rate is 0, or not known."""
    if "Dropout" not in made.cls or made.arguments is None:
        return False
    thunk = made.arguments.at(0) or made.arguments.keyword("p")
    if thunk is None:
        return False
    rates = constants(thunk.compute())
    return rates is None or not all(isinstance(r, int | float) and r > 0 for r in rates)
