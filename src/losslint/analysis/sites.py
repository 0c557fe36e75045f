"""The loss sites of a project: every call of a known loss, with all that may reach it. Floor 3.

In: a project and what is known of frameworks. Out: one `LossSite` for each loss call and each project call that reaches
it (a loss inside a helper is listed once for every call of the helper). Where to look is said by the name graph; what is
there is said by the evaluator.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from losslint.analysis import (
    assuming,
    binding,
    bounds,
    called_on,
    callers,
    calls,
    custom,
    lacking,
    lookups,
    losses,
    mode,
    own_attributes,
    sides,
    tensors,
    workers,
)
from losslint.analysis.aside import aside
from losslint.analysis.delegated import Delegated
from losslint.analysis.evaluator import GivenUpError
from losslint.analysis.frames import Frame, Thunk
from losslint.analysis.identifiers import identifiers
from losslint.analysis.names import Called, spellings
from losslint.analysis.scope import Way
from losslint.analysis.things import Symbol, Value, nothing_known
from losslint.analysis.uses import EXPONENTIAL, is_exponent, picks_true_class
from losslint.forms import Expectation, Form, FormName, unknown
from losslint.guards import ALWAYS, Guards, by_subject, compatible
from losslint.loss_site import LossCall, LossSite
from losslint.place import CALLED, Step
from losslint.record import replace
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Progress = Callable[[int, int], None]
"""Hears how many calls were looked at, and of how many."""
Result = TypeVar("Result")


STOPS = (calls.NOT_CALLED, lacking.NO_SUCH)


def loss_sites(
    ev: Evaluator, progress: Progress | None = None, only: Collection[str] | None = None
) -> Iterator[LossSite]:
    """Every loss site of the project, or of some files `only`, by place."""
    candidates = [(called, likely) for called, likely in candidate_calls(ev) if called.is_in(only)]
    graded: set[ast.AST] = set()
    for index, (called, likely) in enumerate(candidates):
        if progress is not None:
            progress(index, len(candidates))
        for site in sites_at(ev, called, likely=likely):
            graded.add(called.owner.node)
            yield site
    yield from custom.sites(ev, only, graded if only is None else None)


def likely_calls(ev: Evaluator) -> frozenset[ast.Call]:
    """All calls that may be those of a loss, by their names."""
    return ev.fact(("likely calls",), lambda: frozenset(called.call for called, _ in candidate_calls(ev)))


def candidate_calls(ev: Evaluator) -> list[tuple[Called, bool]]:
    """Calls whose callee may be known under a name that a loss may be known under, by place; and whether that is likely."""
    return ev.fact(("candidate calls",), lambda: _candidate_calls(ev))


def _candidate_calls(ev: Evaluator) -> list[tuple[Called, bool]]:
    losses = identifiers(ev)
    classes, functions = losses.loss_classes, losses.loss_functions
    names = ev.graph.aliases(both_spellings(classes | functions)) | ev.graph.objects(both_spellings(classes))
    looked_into = ev.graph.looked_into and ev.graph.looked_into & ev.graph.module_names(losses.loss_modules)
    chosen = [f"?{holder}" for holder in looked_into]
    by_choice = (ev.graph.aliases(chosen) | ev.graph.objects(chosen)) - names
    known = classes | functions | {"forward", "__call__"}
    seen: set[ast.Call] = set()
    found = []
    # `getattr(nn, name)` may be a layer as well, and that takes one argument.
    for some, least, likely in ((names, 1, True), (by_choice, 2, False)):
        for name in some & (ev.graph.calls.keys() | ev.graph.led_to.keys()):
            for called in (*ev.graph.calls.get(name, ()), *ev.graph.led_to.get(name, ())):
                if called.call not in seen and _is_given(called.call, least):
                    seen.add(called.call)
                    if ev.graph.may_be(called.call, known):
                        found.append((called, likely))
    found.sort(key=lambda c: c[0].order)
    return found


def _is_given(call: ast.Call, least: int) -> bool:
    """Has it so many arguments, and one that is no number: `x.mean(0)` grades nothing, whatever `mean` may be."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return len(given) >= least and not all(_is_number(each) for each in given)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def both_spellings(names: Iterable[str]) -> list[str]:
    return [s for n in sorted(names) for s in spellings(n)]


def sites_at(ev: Evaluator, called: Called, *, likely: bool = True) -> Iterator[LossSite]:
    """The loss sites of one call expression: none if its callee is no known loss. A callee that is not `likely` one is given
    little time to prove that it is."""
    reached = reaching(ev, called, likely=likely)
    if reached is None:
        return
    callee, path, frame = reached
    lost, ev.ran_out = ev.ran_out, False  # cut short on the way already
    ev.root()
    found = lookups.as_stated(list(loss_calls(ev, called, callee, path, frame)))
    if path_to(ev, called)[0] or any(c.output != found[0].output or c.loss != found[0].loss for c in found):
        apart = callers.by_call(ev, frame, path) or callers.split(ev, frame, called.owner, path)
        found = narrower(found, one_by_one(ev, called, apart))
    if any(not c.output.known for c in found):
        found = one_by_one(ev, called, callers.split(ev, frame, called.owner)) or found
    if any(not c.output.known for c in found):
        found = assuming.under_choice(ev, found, lambda: anew(ev, called, frame))
    found = [c for c in found if c.output.because not in STOPS] or found  # the program would stop before it
    found = [sides.facing(c, called.call, frame) for c in found]
    ev.finished(known=any(c.output.known for c in found), lost=lost)
    yield from by_caller(ev, called, frame, mode.in_mode(ev, called, frame, found))


def anew(ev: Evaluator, called: Called, frame: Frame) -> list[LossCall]:
    """The same call, asked from the beginning with a full budget."""
    ev.root()
    ev.budget = bounds.STEPS
    return one_by_one(ev, called, [(frame, ALWAYS)])


def reaching(ev: Evaluator, called: Called, *, likely: bool) -> tuple[Value, Guards, Frame] | None:
    """What is called, under which conditions, in which frame; None if it is no loss, or is not found to be one in time."""
    steps = bounds.CALLEE_STEPS if likely and ev.fruitless < bounds.FRUITLESS else bounds.STEPS_AFTER
    frame = ev.joined_frame(called.owner)
    if frame is None:
        return None
    try:
        if is_elsewhere(ev, called, likely=likely) or (likely and is_layer(ev, called)):
            return None
        ev.root(steps, gives_up=True)
        callee = ev.value(called.call.func, frame)
    except GivenUpError:
        callee = nothing_known("what is called is not found in time")
    ev.gives_up = False  # what else is asked of the callee is cut short, as any question is
    if callee and not is_loss(ev, callee):
        own = of_its_own(ev, called) if ev.steps > ev.budget else None
        ev.fruitless += ev.steps > ev.budget
        if own is None:
            return None
        frame = own
    ev.root()  # it is a loss: the conditions on the way leave it what it may ask
    if ev.budget > bounds.ON_THE_WAY:
        ev.budget, ev.counts = bounds.ON_THE_WAY, False
    found = on_the_way(ev, called, frame)
    ev.ran_out = ev.steps > ev.budget
    return found


def is_layer(ev: Evaluator, called: Called) -> bool:
    """Is it `self.encoder(…)`, a layer that the class itself makes, and no loss?"""
    ev.root(bounds.GLANCE_STEPS, gives_up=True)
    made = own_attributes.layer(ev, called)
    return bool(made) and not is_loss(ev, made)


def of_its_own(ev: Evaluator, called: Called) -> Frame | None:
    """Who makes the object was not found in time, but `self.criterion(…)` is a loss whoever makes it: the method on an object of
    which only the class is known."""
    inner = own_attributes.abstractly(ev, called) if own_attributes.names_loss(ev, called) else None
    ev.root(bounds.STEPS_AFTER)
    return inner if inner is not None and is_loss(ev, ev.value(called.call.func, inner)) else None


def path_to(ev: Evaluator, called: Called) -> Way:
    return ev.scope(called.owner.node).way(called.call) or ((), ())


def is_loss(ev: Evaluator, callee: Value) -> bool:
    return any(losses.known_loss(ev, thing) for thing, _ in callee)


def on_the_way(ev: Evaluator, called: Called, frame: Frame) -> tuple[Value, Guards, Frame] | None:
    """The loss that is called, and the conditions that lead there; None if it is never reached, or no loss after all."""
    reached = ev.scope(called.owner.node).way(called.call)
    if reached is None or (isinstance(called.call, Delegated) and not workers.makes(ev, called.call, frame)):
        return None
    found: Frame | None = frame
    path = ev.conditions(*reached, frame)
    if path is None:
        found = ev.open_frame(called.owner)  # none of the project's own calls leads here: as anybody may call it
        path = ev.conditions(*reached, found) if found is not None else None
    if path is None or found is None:
        return None
    callee = ev.value(called.call.func, found)
    return (callee, path, found) if is_loss(ev, callee) else None


def is_elsewhere(ev: Evaluator, called: Called, *, likely: bool) -> bool:
    """A cheap look, before the conditions on the way are asked for: is it `np.save(...)`, a function of a library that is no
    loss? A callee that is not a likely one is put aside unless it shows itself at once."""
    root = called.call.func
    while isinstance(root, ast.Attribute):
        root = root.value
    frame = ev.joined_frame(called.owner)
    is_imported = isinstance(root, ast.Name) and root.id in ev.graph.imported[called.owner.file]
    if frame is None or (likely and not is_imported):
        return False
    ev.root(bounds.GLANCE_STEPS, gives_up=True)
    callee = ev.value(called.call.func, frame)
    return all((isinstance(t, Symbol) or not likely) and not losses.known_loss(ev, t) for t, _ in callee)


def narrower(joined: list[LossCall], apart: list[LossCall]) -> list[LossCall]:
    """What is known of the callers apart. One of them can only be unknown where all of them together were known because the
    budget went to the others: then what was known stands."""
    cut = all(c.output.known for c in joined) and any(not c.output.known for c in apart)
    return joined if cut or not apart else apart


def one_by_one(ev: Evaluator, called: Called, frames: list[tuple[Frame, Guards]]) -> list[LossCall]:
    """The same call in narrower frames: of each caller, or on each object."""
    found: list[LossCall] = []
    for inner, guards in frames:
        path = ev.conditions(*path_to(ev, called), inner)
        if path is not None and compatible(path, guards):
            callee = ev.value(called.call.func, inner)
            found += lookups.as_stated(list(loss_calls(ev, called, callee, path | guards, inner)))
    return found


def loss_calls(ev: Evaluator, called: Called, callee: Value, path: Guards, frame: Frame) -> Iterator[LossCall]:
    """One alternative for each loss, output and target that can meet here."""
    arguments = binding.arguments_of(ev, called.call, frame)
    place = ev.place(called.call, frame)
    for thing, guards in callee:
        known = losses.known_loss(ev, thing)
        if known is None or not compatible(guards, path):
            continue
        graded = losses.graded(ev, known, arguments, ast.unparse(called.call.func))
        if graded is None:
            continue
        argument = (
            ev.place(graded.output.expr, frame)
            if graded.output.expr is not None and graded.output.frame is frame
            else place
        )
        written = called.call.by if isinstance(called.call, Delegated) else called.call
        used = picks_true_class(written, called.owner.node, graded.loss.reduction)
        exponent = EXPONENTIAL.search(called.owner.file.text) is not None and is_exponent(written, called.owner.node)
        for output, target, joined in pairs(ev, graded, guards | path):
            under = called_on.consistent(joined)
            if under is None:
                continue
            both = (output, target)
            if sides.from_model(target) and sides.from_model(output) and is_mutual(ev, called):
                both = output, replace(target, gradient=False)  # both branches are meant to move
            elif sides.from_model(target):  # else the question is not worth its while
                both = cut_off(ev, output, graded.output), cut_off(ev, target, graded.target, proven=True)
                if called.owner.file.contains("requires_grad"):  # something is frozen: what it is, nobody follows
                    both = replace(both[0], gradient=False), both[1]
            more = tuple(others(graded, under))
            yield LossCall(place, argument, graded.loss, *both, under, used, exponent, others=more)


def pairs(ev: Evaluator, graded: losses.Graded, under: Guards) -> Iterator[tuple[Form, Form, Guards]]:
    """Outputs and targets that can meet; targets of the same form fall together."""
    outputs = list(tensors.forms(losses.taken(graded.loss.name, graded.output.compute())))
    targets = list(tensors.forms(beside(ev, graded.target.compute))) if graded.target is not None else []
    if len({t for t, _ in targets}) > 1 or not targets:
        targets = [(targets[0][0] if len({t for t, _ in targets}) == 1 else unknown("the target is not known"), ALWAYS)]
    for given, first in outputs[: bounds.ALTERNATIVES]:
        if not compatible(first, under):
            continue
        output = replace(given, name=FormName.REAL) if given.name is FormName.LOSS else given
        fitting = (t for t, second in targets if compatible(second, first | under))
        yield output, next(fitting, unknown("no target stands under the same conditions")), first | under


def beside(ev: Evaluator, question: Callable[[], Result]) -> Result:
    """What concerns the target: it may take nothing away from the output's budget."""
    return aside(ev, bounds.TARGET_STEPS, question)


def is_mutual(ev: Evaluator, called: Called) -> bool:
    """Does the same loss stand beside it with its two sides exchanged?"""
    mine = sides_of(called.call)
    if mine is None:
        return False
    text = ast.unparse(called.call.func)
    beside = (c for c in ev.scope(called.owner.node).calls if c is not called.call and sides_of(c) == mine[::-1])
    return mine[0] != mine[1] and any(ast.unparse(c.func) == text for c in beside)


def sides_of(call: ast.Call) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names of variables in the first and in the second argument."""
    if len(call.args) < 2:
        return None
    callees = {id(c.func) for arg in call.args for c in walk(arg) if isinstance(c, ast.Call)}
    first, second = (
        frozenset(ast.unparse(n) for n in walk(a) if isinstance(n, ast.Name) and id(n) not in callees)
        for a in call.args[:2]
    )
    return first, second


def cut_off(ev: Evaluator, form: Form, side: Thunk | None, *, proven: bool = False) -> Form:
    """The form without gradient, where certainly none flows back through that argument; or where it is not `proven` that it
    flows into a layer."""
    from losslint.analysis.signal.gradient import Gradients

    if side is None or side.expr is None or side.frame is None or not form.known:
        return form
    expr, frame, gradients = side.expr, side.frame, Gradients(ev)
    gradients.moving = True  # a teacher that no optimiser moves stands still, though a gradient flows into it

    def asked() -> tuple[bool, bool]:  # a question that is cut short has only not seen where the gradient ends
        return gradients.of(expr, frame).flows, gradients.proven and gradients.left >= 0 and ev.steps <= ev.budget

    flows, sure = beside(ev, asked)
    return form if flows and (sure or not proven) else replace(form, gradient=False)


def others(graded: losses.Graded, under: Guards) -> Iterator[tuple[Expectation, Form]]:
    """What else is graded, where it can be one thing only under these guards."""
    for expects, thunk in graded.others:
        possible = [form for form, guards in tensors.forms(thunk.compute()) if compatible(guards, under)]
        yield expects, possible[0] if len(set(possible)) == 1 else unknown("several forms meet here")


# -- contexts ------------------------------------------------------------------------------------------------------


def by_caller(ev: Evaluator, called: Called, frame: Frame, found: list[LossCall]) -> Iterator[LossSite]:
    """One site for every call that leads to the function that the loss stands in."""
    if not found:
        return
    groups: dict[ast.Call | None, list[LossCall]] = {}
    frames: dict[ast.Call | None, Frame] = {}
    for call in found:
        for node, caller in callers_of(call, frame):
            groups.setdefault(node, []).append(call)
            frames.setdefault(node, caller)
    everywhere = groups.pop(None, [])
    if not groups:
        yield LossSite(found[0].place, tuple(everywhere))
        return
    told: set[int] = set()
    for node in sorted(groups, key=lambda n: _order(n, frames[n])):
        assert node is not None
        via = (Step(frames[node].file.place(node), CALLED),)
        objects = {made for call in groups[node] for made in _objects(call, frame)}
        too = [c for c in everywhere if not (made := _objects(c, frame)) or not objects or made & objects]
        told.update(id(call) for call in too)
        members = [replace(c, via=via + c.via) for c in [*groups[node], *too]]
        yield LossSite(found[0].place, tuple(members))
    if alone := [
        call for call in everywhere if id(call) not in told
    ]:  # on an object that none of these calls is made on
        yield LossSite(found[0].place, tuple(alone))


def _objects(call: LossCall, frame: Frame) -> Guards:
    """The guards that name the object on which the enclosing method is called."""
    return frozenset(guard for guard in call.guards if guard.subject == ("self", frame.node))


def callers_of(call: LossCall, frame: Frame) -> list[tuple[ast.Call | None, Frame]]:
    """The calls of the enclosing function under which this alternative stands; [None] if it does not depend on them."""
    guard = by_subject(call.guards).get(("call", frame.node))
    if guard is None or not guard.holds:
        return [(None, frame)]
    found: dict[ast.Call | None, Frame] = {}
    for key in guard.values:
        if isinstance(key, tuple) and isinstance(key[0], ast.Call) and isinstance(key[1], Frame):
            found[key[0]] = key[1]
        else:
            found[None] = frame
    return list(found.items())


def _order(node: ast.Call | None, frame: Frame) -> tuple[str, int, int]:
    return (frame.file.display, node.lineno, node.col_offset) if node is not None else ("", 0, 0)
