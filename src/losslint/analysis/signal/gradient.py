"""Does a gradient flow back from this value? Floor 3.

In: an expression and its frame. Out: a `Gradient`. The answer is "certainly not, and this is where it ends" or "it does, or
nothing is known": what is not understood counts as a flow. Alternatives (several definitions that reach a use, several
callers, several returns) and operands are joined alike, since one flow is enough. A question that meets itself adds
nothing: gradients have to come from somewhere.

`path` leads into the value: positions of a tuple, keys of a dict, as a target unpacks them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from losslint.analysis import binding, callers
from losslint.analysis.scope import Definition, Kind, Reach
from losslint.analysis.signal import callees, contexts
from losslint.analysis.things import Const, Instance, Opaque, Thing, Value
from losslint.forms import Form
from losslint.knowledge import steps
from losslint.observation import Cut, Ending, Gradient
from losslint.source.nodes import children

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame, Thunk
    from losslint.place import Place

Path = tuple[int | str, ...]

FLOWS = Gradient(flows=True)
CONSTANT = Gradient(flows=False)
QUESTIONS = 600  # of one root question; beyond it the answer is that nothing is known
DEPTH = 60
SIZES = frozenset("shape ndim dtype device requires_grad is_leaf names".split())
LINEAR = (ast.Add, ast.Sub, ast.Mult, ast.Div)


def joined(gradients: Iterable[Gradient]) -> Gradient:
    """What flows back through any of these."""
    cuts: dict[Cut, None] = {}
    relabelled = None
    for gradient in gradients:
        if gradient.flows:
            return FLOWS
        cuts.update(dict.fromkeys(gradient.cuts))
        relabelled = relabelled or gradient.relabelled
    return Gradient(flows=False, cuts=tuple(cuts), relabelled=relabelled)


def computed(gradients: Iterable[Gradient]) -> Gradient:
    """As `joined`, for a function that is more than a sum, product or mean: on top of a value that was declared to require
    a gradient it is a computation of its own, as of an input that is optimised."""
    gradient = joined(gradients)
    return FLOWS if gradient.relabelled is not None else gradient


class Gradients:
    """One project's answers."""

    def __init__(self, ev: Evaluator) -> None:
        self.ev = ev
        self.open: set[object] = set()
        self.memo: dict[object, Gradient] = {}
        self.left = QUESTIONS
        self.proven = False  # a layer with parameters was met: what flows back from there is no mere guess
        self.moving = False  # does a module count only if an optimiser may move it?
        self.met = 0  # how often a question met itself: an answer in between is not kept

    def of(self, node: ast.expr, frame: Frame) -> Gradient:
        """A root question."""
        self.left, self.open = QUESTIONS, set()
        return self.expr(node, frame)

    # -- expressions ---------------------------------------------------------------------------------------------

    def expr(self, node: ast.expr, frame: Frame, path: Path = ()) -> Gradient:
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.Lambda):
            return CONSTANT
        return self.ask((node, frame, path), lambda: self.evaluated(node, frame, path))

    def ask(self, key: object, compute: object) -> Gradient:
        """Answer a question once."""
        if key in self.memo:
            return self.memo[key]
        if key in self.open:
            self.met += 1
            return CONSTANT
        self.left -= 1
        if self.left < 0 or len(self.open) > DEPTH:
            return FLOWS
        self.open.add(key)
        met, proven = self.met, self.proven
        assert callable(compute)
        result = compute()
        self.open.discard(key)
        assert isinstance(result, Gradient)
        self.proven = proven or (self.proven and result.flows)  # a layer that is cut off proves nothing
        if self.met == met or result.flows:
            self.memo[key] = result
        return result

    def evaluated(self, node: ast.expr, frame: Frame, path: Path) -> Gradient:
        match node:
            case ast.Name():
                return self.name(node, frame, path)
            case ast.Attribute():
                return self.attribute(node, frame, path)
            case ast.Call():
                return callees.call(self, node, frame, path)
            case ast.BinOp(op=op, left=left, right=right):
                combine = joined if isinstance(op, LINEAR) else computed
                return self.under(node, frame, combine(self.expr(e, frame) for e in (left, right)))
            case ast.UnaryOp(op=ast.Not()) | ast.Compare():
                return self.compared(node, frame)
            case ast.UnaryOp(operand=inner):
                return self.under(node, frame, self.expr(inner, frame, path))
            case ast.Subscript(value=value, slice=index):
                step = (
                    (index.value,) if isinstance(index, ast.Constant) and isinstance(index.value, int | str) else ("?",)
                )
                return self.expr(value, frame, (*step, *path))
        return self.composed(node, frame, path)

    def composed(self, node: ast.expr, frame: Frame, path: Path) -> Gradient:
        """Displays, choices and what only passes a value on."""
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                at = path[0] if path else None
                if isinstance(at, int) and not any(isinstance(e, ast.Starred) for e in elements):
                    chosen = elements[at : at + 1] if at >= 0 else elements[at:][:1]
                    return joined(self.expr(e, frame, path[1:]) for e in chosen)
                return joined(self.expr(e, frame, path[1:]) for e in elements)
            case ast.Dict(keys=keys, values=values):
                named = [
                    v
                    for k, v in zip(keys, values, strict=True)
                    if path and isinstance(k, ast.Constant) and k.value == path[0]
                ]
                return joined(self.expr(v, frame, path[1:]) for v in (named or values))
            case ast.IfExp(body=body, orelse=orelse):
                return joined(self.expr(e, frame, path) for e in (body, orelse))
            case ast.BoolOp(values=values):
                return joined(self.expr(v, frame, path) for v in values)
            case ast.NamedExpr(value=value) | ast.Starred(value=value) | ast.Await(value=value):
                return self.expr(value, frame, path)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
                return self.expr(element, frame, path[1:])
            case ast.DictComp(value=value):
                return self.expr(value, frame, path[1:])
        return FLOWS

    def under(self, node: ast.AST, frame: Frame, gradient: Gradient) -> Gradient:
        """What is computed where gradients are switched off has none."""
        if not gradient.flows:
            return gradient
        off = contexts.switched_off(self.ev, node, frame)
        return FLOWS if off is None else ended(Ending.NO_GRAD, "no_grad", off)

    def compared(self, node: ast.expr, frame: Frame) -> Gradient:
        parts = [n for n in children(node) if isinstance(n, ast.expr)]
        gradient = joined(self.expr(p, frame) for p in parts)
        if gradient.flows:
            return ended(Ending.HARD, "a comparison", self.place(node, frame))
        return Gradient(flows=False, cuts=gradient.cuts)

    # -- names ---------------------------------------------------------------------------------------------------

    def name(self, node: ast.Name, frame: Frame, path: Path) -> Gradient:
        use = self.ev.scope(frame.node).uses.get(node)
        if use is None or not use.reaches:
            return self.plain(node, frame)
        return self.reaching(use.reaches, use.loops, frame, path)

    def attribute(self, node: ast.Attribute, frame: Frame, path: Path) -> Gradient:
        use = self.ev.scope(frame.node).uses.get(node)
        if use is not None and use.reaches:
            return self.reaching(use.reaches, use.loops, frame, path)
        if node.attr in SIZES:
            return CONSTANT
        if node.attr == "data" and self.is_tensor(node.value, frame):
            gradient = self.expr(node.value, frame)
            return (
                ended(Ending.DETACHED, ".data", self.place(node, frame))
                if gradient.flows or gradient.cuts
                else gradient
            )
        if node.attr == "indices":
            return self.expr(node.value, frame, (1,))
        if node.attr in ("values", "T", "mT", "real"):
            return self.expr(node.value, frame, (0,) if node.attr == "values" else ())
        return self.plain(node, frame)

    def is_tensor(self, node: ast.expr, frame: Frame) -> bool:
        value = self.ev.value(node, frame)
        return bool(value) and all(isinstance(t, Form) and t.known for t, _ in value)

    def plain(self, node: ast.expr, frame: Frame) -> Gradient:
        """A value that is only asked for its kind: numbers and options have no gradient."""
        return CONSTANT if is_plain(self.ev.value(node, frame)) else FLOWS

    def reaching(self, reaches: Iterable[Reach], loops: tuple[ast.AST, ...], frame: Frame, path: Path) -> Gradient:
        found = []
        for reach in reaches:
            if any(isinstance(c.test, ast.Constant) and bool(c.test.value) != c.holds for c in reach.conditions):
                continue
            inner = self.ev.adjust(frame, loops, reach.definition.loops)  # type: ignore[arg-type]
            found.append(self.definition(reach.definition, inner, path))
        return joined(found)

    # -- definitions ---------------------------------------------------------------------------------------------

    def definition(self, definition: Definition, frame: Frame, path: Path) -> Gradient:
        return self.ask((definition, frame, path), lambda: self.defined(definition, frame, path))

    def defined(self, definition: Definition, frame: Frame, path: Path) -> Gradient:
        value = definition.value
        match definition.kind:
            case Kind.PARAMETER:
                return self.parameter(definition.place, frame, path)
            case Kind.ASSIGN | Kind.CONTEXT if value is not None:
                return self.relabelled(definition, frame, self.expr(value, frame, (*definition.path, *path)))
            case Kind.AUGMENT if value is not None:
                return joined((self.before(definition, frame, path), self.expr(value, frame)))
            case Kind.ELEMENT if value is not None:
                return self.element(value, frame, (*definition.path, *path))
            case Kind.MUTATE:
                return self.mutated(definition, frame, path)
            case Kind.PHI:
                return self.phi(definition, frame, path)
        return FLOWS

    def phi(self, definition: Definition, frame: Frame, path: Path) -> Gradient:
        """At a loop's head: what stood before the loop, or what an earlier turn left; that turn has other elements."""
        loop = definition.loops[-1]
        step = frame.iteration(loop)
        if isinstance(step, int) and step > 0:
            return self.reaching(definition.back, definition.loops, frame.with_iteration(loop, step - 1), path)
        outer = frame.with_iteration(loop, None)
        first = self.before(definition, outer, path)
        if step == 0:
            return first
        return joined((first, self.reaching(definition.back, definition.loops, outer, path)))

    def before(self, definition: Definition, frame: Frame, path: Path) -> Gradient:
        loops = definition.loops[:-1] if definition.kind is Kind.PHI else definition.loops
        return self.reaching(definition.before, loops, frame, path) if definition.before else FLOWS

    def relabelled(self, definition: Definition, frame: Frame, gradient: Gradient) -> Gradient:
        """`x.requires_grad = True` somewhere in the scope."""
        for store in self.ev.scope(frame.node).stores.get("requires_grad", ()):
            if store.place == f"{definition.place}.requires_grad":
                if gradient.flows or not gradient.cuts:
                    return FLOWS
                cut = Cut(Ending.REBUILT, "requires_grad = True", self.place(store.node, frame))
                return Gradient(flows=False, cuts=gradient.cuts, relabelled=cut)
        return gradient

    def mutated(self, definition: Definition, frame: Frame, path: Path) -> Gradient:
        """`losses.append(x)`, `losses["a"] = x`, `x.requires_grad_()`, `x.mul_(y)`."""
        node, held = definition.node, self.before(definition, frame, path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if method == "requires_grad_":
                return self.declared(held, self.place(node, frame))
            if method == "detach_" and held.flows:
                return ended(Ending.DETACHED, "detach_()", self.place(node, frame))
            arguments = [*node.args, *(k.value for k in node.keywords)]
            return joined((held, *(self.expr(a, frame) for a in arguments)))
        if definition.value is not None:
            return joined((held, self.expr(definition.value, frame, definition.path)))
        return held

    def declared(self, gradient: Gradient, place: Place) -> Gradient:
        """A value that is declared to require a gradient: of what was cut off, it ends there; of data, it begins there."""
        if gradient.flows or not gradient.cuts:
            return FLOWS
        cut = Cut(Ending.REBUILT, "requires_grad", place)
        return Gradient(flows=False, cuts=gradient.cuts, relabelled=cut)

    # -- parameters and elements ---------------------------------------------------------------------------------

    def parameter(self, name: str, frame: Frame, path: Path) -> Gradient:
        node = frame.node
        if isinstance(node, ast.Module | ast.ClassDef):
            return FLOWS
        if frame.arguments is not None:
            bound = binding.bind(self.ev, node, frame.arguments, frame.receiver)
            return self.bound(bound.bound.get(name), name, frame, path)
        found = callers.of(self.ev, frame)
        if not found.sites or found.escapes or found.because:
            return self.option(name, frame)
        results = []
        for site in found.sites:
            bound = binding.bind(self.ev, node, site.arguments, site.receiver)
            results.append(self.bound(bound.bound.get(name), name, frame, path))
        return joined(results)

    def bound(self, thunk: Thunk | None, name: str, frame: Frame, path: Path) -> Gradient:
        if thunk is None:
            assert not isinstance(frame.node, ast.Module | ast.ClassDef)
            default = binding.default_of(frame.node, name)
            return self.expr(default, frame.parent, path) if default is not None and frame.parent is not None else FLOWS
        if thunk.expr is None or thunk.frame is None:
            return CONSTANT if is_plain(thunk.compute()) else FLOWS
        return self.expr(thunk.expr, thunk.frame, path)

    def option(self, name: str, frame: Frame) -> Gradient:
        """A parameter that nothing in the project binds: a number if its default is one."""
        assert not isinstance(frame.node, ast.Module | ast.ClassDef)
        default = binding.default_of(frame.node, name)
        return CONSTANT if isinstance(default, ast.Constant) and isinstance(default.value, int | float | str) else FLOWS

    def element(self, iterable: ast.expr, frame: Frame, path: Path) -> Gradient:
        """One element of what a loop runs over: a batch of data has no gradient."""
        iterable, path = callees.walked(self, iterable, frame, path)
        if path == ("counted",):
            return CONSTANT
        if is_loader(self.ev.value(iterable, frame)):
            return CONSTANT
        return self.expr(iterable, frame, ("?", *path))

    def place(self, node: ast.AST, frame: Frame) -> Place:
        return self.ev.place(node, frame)


def ended(ending: Ending, what: str, place: Place) -> Gradient:
    return Gradient(flows=False, cuts=(Cut(ending, what, place),))


def is_plain(value: Value) -> bool:
    """Numbers, text, options of the command line: certainly no tensors."""
    return bool(value) and all(_is_plain(t) for t, _ in value)


def _is_plain(thing: Thing) -> bool:
    if isinstance(thing, Const):
        return True
    subject = thing.subject if isinstance(thing, Opaque) else None
    while isinstance(subject, tuple) and len(subject) == 2 and isinstance(subject[0], str):
        if subject[0] == "options":
            return True
        subject = subject[1]
    return False


def is_loader(value: Value) -> bool:
    return bool(value) and all(_made_by(t) in steps.LOADERS for t, _ in value)


def _made_by(thing: Thing) -> str:
    """The library function or class that gave this, where nothing more is known of it."""
    if isinstance(thing, Opaque) and isinstance(thing.subject, tuple) and len(thing.subject) > 1:
        return str(thing.subject[1]) if thing.subject[0] == "result" else ""
    if isinstance(thing, Instance):
        return ""
    return getattr(thing, "cls", "") if isinstance(getattr(thing, "cls", ""), str) else ""
