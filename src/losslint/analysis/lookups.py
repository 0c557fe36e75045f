"""Names that only the run knows: what `getattr(models, name)`, `models.__dict__[name]`, `globals()[name]` may give. Floor 3.

All functions and classes of the module are candidates, each under the guard that the name is its own. Private names,
abstract classes and what the module imports for its own use are none. Which one the defaults choose is asked only where
the candidates differ (`as_stated`).
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import attributes, bounds, choices, imports, star_imports
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Definition, Kind, Scope
from losslint.analysis.things import (
    Bound,
    Class,
    Const,
    Container,
    Function,
    Instance,
    Locals,
    Made,
    Module,
    Opaque,
    Partial,
    Symbol,
    Thing,
    Value,
    Wrapper,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.guards import Guard, Guards
from losslint.loss_site import LossCall
from losslint.source.nodes import statements, walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

CALLABLE = (Function, Class, Instance, Made, Container, Wrapper, Partial)
NAMES = ".__dict__"


def names_in(thing: Thing) -> Thing | None:
    """What `thing` is the `__dict__` of."""
    match thing:
        case Bound(receiver=holder, name="__dict__"):
            return holder
        case Symbol(name=name) if name.endswith(NAMES):
            return Symbol(name.removesuffix(NAMES))
    return None


def by_name(ev: Evaluator, holder: Thing, key: Value, spelled: ast.AST, frame: Frame, missing: Value = ()) -> Value:
    """The attribute of `holder` that `key` names; `missing` is what there is if it has none."""
    found = []
    for name, guards in key:
        if isinstance(name, Const) and isinstance(holder, Locals):
            value = local(ev, holder, str(name.value), missing)
        elif isinstance(name, Const):
            value = attributes.of(ev, holder, str(name.value), spelled, frame)
        else:
            value = union(chosen(ev, holder, name, spelled, frame), missing)
        found.append(guarded(value, guards))
    return union(*found) or nothing_known("looked up under a name that is not known")


def local(ev: Evaluator, names: Locals, name: str, missing: Value) -> Value:
    """A name of a function as it stands at the call of `locals()`; `missing` where it is not bound there, or may not be."""
    scope = ev.scope(names.frame.node)
    reaches = scope.at_call[names.call].get(name, ())
    value = ev.reaches(reaches, scope.calls[names.call][1], names.frame)
    return value if value and not any(r.conditions for r in reaches) else union(value, missing)


def chosen(ev: Evaluator, holder: Thing, key: Thing, spelled: ast.AST, frame: Frame) -> Value:
    """The candidates for a name that is not known."""
    text = ast.unparse(spelled)
    stated = key.default.value if isinstance(key, Opaque) and key.default is not None else None
    if not isinstance(holder, Module):
        return _stated_only(ev, holder, key, stated, text, frame)
    names = {name: value for name, value in candidates(ev, holder).items() if not _looks_up_itself(value, frame)}
    if len(names) > bounds.CANDIDATES:
        return nothing_known(f"{text} may be any of too many names")
    if not names:
        return nothing_known(f"{text}: no function and no class of {holder.file.display} can be meant")
    if not isinstance(key, Opaque):
        return union(*names.values())
    known = stated if stated in names else None
    found = []
    for name, value in names.items():
        guard = picks(key.subject, name, text, None if known is None else name == known)
        found.append(guarded(value, frozenset({guard})))
    return union(*found)


def _looks_up_itself(value: Value, frame: Frame) -> bool:
    """Is it a function whose call led to this look-up? A factory that meant itself would never come to an end."""
    return any(isinstance(t, Function) and frame.nested_in(t.node) > 0 for t, _ in value)


def picks(subject: Hashable, name: str, text: str, default: bool | None) -> Guard:
    return Guard(subject, frozenset({name}), True, f"{text} is {name!r}", default, picked=True)


def _stated_only(ev: Evaluator, holder: Thing, key: Thing, stated: object, text: str, frame: Frame) -> Value:
    """Of a library the name that the defaults give, or any function that builds a model; of an object only that name."""
    rest = built_by(ev, holder, key, stated, text) or nothing_known(f"{text} is not known")
    if not isinstance(key, Opaque) or not isinstance(stated, str) or not isinstance(holder, Symbol | Instance):
        return rest
    value = attributes.of(ev, holder, stated, frame.node, frame)
    other = Guard(key.subject, frozenset({stated}), False, f"{text} is not {stated!r}", default=False, picked=True)
    return union(
        guarded(value, frozenset({picks(key.subject, stated, text, default=True)})),
        guarded(rest, frozenset({other})),
    )


def built_by(ev: Evaluator, holder: Thing, key: Thing, stated: object, text: str) -> Value:
    """The functions of a library's module that build a model: one for each kind of model whose head matters here, each under
    the guard that the name is one of those that build it. Which can be meant at all is asked where a model is called."""
    if not isinstance(holder, Symbol):
        return ()
    module = ev.knowledge.canonical(holder.name)
    kinds = choices.kinds(ev, module)
    found = []
    for function, names in kinds.items() if len(kinds) <= bounds.CANDIDATES else ():
        value = just(Symbol(function))
        if len(kinds) > 1 and isinstance(key, Opaque):
            said = f"{text} is {names[0]!r}" if len(names) == 1 else f"{text} is one of {names[0]!r}, …"
            default = stated in names if isinstance(stated, str) else None
            value = guarded(value, frozenset({Guard(key.subject, frozenset(names), True, said, default, picked=True)}))
        found.append(value)
    return union(*found)


# -- candidates -----------------------------------------------------------------------------------------------------


def candidates(ev: Evaluator, module: Module) -> dict[str, Value]:
    """What a name of the module can mean that can be called, by name; at most one more than the bound."""
    kinds = (Function, Class) if module.own else CALLABLE
    found: dict[str, Value] = {}
    for name in names_of(ev, module):
        value = tuple(a for a in imports.module_attribute(ev, module, name) if _may_be_meant(ev, a.thing, kinds))
        if value:
            found[name] = value
        if len(found) > bounds.CANDIDATES:
            break
    return found


def names_of(ev: Evaluator, module: Module) -> tuple[str, ...]:
    key = ("names", module)
    known = ev.cache.get(key)
    if known is None:
        known = ev.cache[key] = tuple(dict.fromkeys(public_names(ev, module.file, set(), own=module.own)))
    assert isinstance(known, tuple)
    return known


def public_names(ev: Evaluator, file: SourceFile, seen: set[SourceFile], *, own: bool = False) -> Iterator[str]:
    """The names that a module defines or hands on, in its order; its `own` code may mean all that it imports."""
    frame = ev.module_frame(file)
    if frame is None or file in seen:
        return
    seen.add(file)
    scope = ev.scope(frame.node)
    for name, reaches in scope.exit.items():
        if "." in name or name.startswith("_"):
            continue
        kinds = {r.definition.kind for r in reaches}
        if own and not any(_may_define(r.definition) for r in reaches):
            continue
        if kinds != {Kind.IMPORT} or own or file.is_package or name not in _read_in(ev, scope):
            yield name
    for star in scope.stars:
        source = imports.module(ev, file, star.module or "", star.level)
        if isinstance(source, Module):
            stated = star_imports.stated_exports(source.file)
            yield from (n for n in public_names(ev, source.file, seen) if stated is None or n in stated)


def _may_define(definition: Definition) -> bool:
    """May the name be that of a function or a class, rather than of what the module computes?"""
    if definition.kind is Kind.ASSIGN:
        return isinstance(definition.value, ast.Name | ast.Attribute | ast.Lambda | ast.IfExp)
    return definition.kind not in (Kind.AUGMENT, Kind.ELEMENT, Kind.CONTEXT)


def _read_in(ev: Evaluator, scope: Scope) -> frozenset[str]:
    """The names that the module itself reads: it imports them for its own use, not to hand them on."""

    def read() -> frozenset[str]:
        return frozenset(n.id for n in walk(scope.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))

    return ev.fact(("names read in", scope.node), read)


def _may_be_meant(ev: Evaluator, thing: Thing, kinds: tuple[type, ...]) -> bool:
    if isinstance(thing, Symbol):
        name = ev.knowledge.canonical(thing.name)
        return ev.knowledge.function(name) is not None or ev.knowledge.cls(name) is not None
    if isinstance(thing, Function) and ev.fact(("only answers", thing.node), partial(_only_answers, thing)):
        return False
    return isinstance(thing, kinds) and not (isinstance(thing, Class) and _is_abstract(thing))


def _only_answers(function: Function) -> bool:
    """A function that gives nothing but True and False, `is_flat(model)`: neither a model nor what makes one."""
    returned = [n.value for n in statements(function.node) if isinstance(n, ast.Return)]
    return bool(returned) and all(value is not None and _is_answer(value) for value in returned)


def _is_answer(node: ast.expr) -> bool:
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return not isinstance(node, ast.Compare) or isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass" | "hasattr" | "callable")):
            return True
        case ast.BoolOp(values=values):
            return all(map(_is_answer, values))
    return False


def _is_abstract(cls: Class) -> bool:
    """A class that cannot be used as it is: a method is abstract, or `forward` only raises."""
    for statement in cls.node.body:
        if not isinstance(statement, ast.FunctionDef):
            continue
        if any(ast.unparse(d).rpartition(".")[2] == "abstractmethod" for d in statement.decorator_list):
            return True
        if statement.name == "forward" and isinstance(statement.body[-1], ast.Raise):
            return True
    return False


# -- where the candidates differ ------------------------------------------------------------------------------------


def as_stated(calls: list[LossCall]) -> list[LossCall]:
    """Where the names of a module that may be meant differ, the one that the defaults state, if they state any."""
    if len({(c.output.name, c.loss.name) for c in calls}) <= 1:
        return calls
    return [c for c in calls if not _ruled_out(c.guards)] or calls


def _ruled_out(guards: Guards) -> bool:
    return any(g.picked and g.default is False for g in guards)
