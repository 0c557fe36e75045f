"""Which calls may lead to a function: a look at names and at the class around the call, before any callee is evaluated. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from losslint.analysis import bounds, classes, imports, modules, own_attributes
from losslint.analysis.delegated import Delegated
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, Owner, nearest, spellings
from losslint.analysis.scope import Kind, ScopeNode, first_parameter, is_super
from losslint.analysis.things import Class

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

SPECIAL = frozenset({"forward", "__call__"})


def candidates_for(ev: Evaluator, frame: Frame) -> tuple[list[Called], str]:
    """The calls whose callees are worth evaluating; and why there may be others."""
    name = function_name(frame.node)
    candidates = list(islice(_candidates(ev, frame), bounds.SCANNED + 1))
    if len(candidates) > bounds.SCANNED:
        return [], f"too many calls may lead to {name}"
    return nearest([c for c in candidates if _may_lead(ev, c, frame)], name)


def _candidates(ev: Evaluator, frame: Frame) -> Iterable[Called]:
    node = frame.node
    graph = ev.graph
    if isinstance(node, ast.Lambda):
        direct = graph.called_lambdas.get(node)
        if direct is not None:
            yield direct
        for name in sorted(graph.aliases(graph.lambdas.get(node, ()))):
            yield from graph.calls.get(name, ())
        return
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    names: frozenset[str] | set[str]
    if frame.cls is None:
        names = graph.aliases({node.name}, frame.file)
    elif node.name in SPECIAL:
        names = graph.objects(spellings(frame.cls.node.name), frame.cls.frame.file) | {".forward", ".__call__"}
    elif node.name == "__init__":
        names = graph.aliases(spellings(frame.cls.node.name), frame.cls.frame.file) | {".__init__"}
    else:  # one that was attached to the class may be called otherwise than it is defined
        is_attached = frame.parent is not None and not isinstance(frame.parent.node, ast.ClassDef)
        names = graph.aliases({f".{node.name}", *([node.name] if is_attached else [])})
    seen: set[ast.Call] = set()
    for name in sorted(called_by(ev, names)):
        for called in calls_by(ev, name, frame.file):
            if called.call not in seen:
                seen.add(called.call)
                yield called


def _may_lead(ev: Evaluator, called: Called, frame: Frame) -> bool:
    """A cheap look before the callee is evaluated: `self.method()` leads only into the classes of `self`."""
    func = called.call.func
    name = function_name(frame.node)
    own_names = {name, "__call__", frame.cls.node.name} if frame.cls is not None else {name}
    if not ev.graph.may_be(called.call, own_names):
        return False
    own = called.owner
    if not isinstance(func, ast.Attribute):
        return True
    if own_attributes.is_layer(ev, called):
        return False
    if (
        name in SPECIAL
        and func.attr in SPECIAL
        and frame.cls is not None
        and _is_of_others(ev, called, func, frame.cls)
    ):
        return False
    if frame.cls is None and func.attr == name:
        of_module = frame.parent is None or isinstance(frame.parent.node, ast.Module)
        if of_module and own.file is not frame.file and _is_script(ev, frame):
            return False
        if not modules.may_be_called(ev, func.value, own, name, of_module=of_module):
            return False
    if own.parent is None or not isinstance(own.parent.node, ast.ClassDef):
        return True
    of_super = is_super(func.value)
    is_self = _is_own(func.value, own)
    if not (of_super or is_self):
        return True
    if is_self and func.attr == "forward" and name == "__call__" and frame.cls is not None:
        return _may_be_in(ev, f".{func.attr}", frame.cls, name)
    if func.attr != name or (name in ev.graph.stores and _is_replaced(ev, called, name)):
        return True  # an attribute that may hold the function
    if frame.cls is None:
        return not of_super and func.attr not in _method_names(own.parent.node)
    if own.parent.node is frame.cls.node:
        return not (of_super and _passes_over(func.value, frame.cls.node))
    return _related(ev, own, frame.cls)


def _may_be_in(ev: Evaluator, place: str, cls: Class, name: str) -> bool:
    """May an object of the class, or this method of one, be kept in an attribute?"""
    return place in _names_of(ev, cls) or place in ev.graph.aliases({f".{name}"})


def _is_replaced(ev: Evaluator, called: Called, name: str) -> bool:
    """Does the class store in the attribute what may be a method of this name?"""
    names = ev.graph.aliases({f".{name}"})
    stored = own_attributes.stored(ev, called)
    return any(not isinstance(value, ast.Attribute) or f".{value.attr}" in names for value in stored)


def _is_own(holder: ast.expr, owner: Owner) -> bool:
    """Is it the `self` of a method?"""
    return isinstance(holder, ast.Name) and holder.id == receiver_name(owner.node)


def _is_of_others(ev: Evaluator, called: Called, func: ast.Attribute, cls: Class) -> bool:
    """Is it `x.forward(…)`, where neither the class nor its objects are known under the name `x`?"""
    holder = func.value
    if (
        not isinstance(holder, ast.Name | ast.Attribute)
        or _is_own(holder, called.owner)
        or _may_be_stored(ev, func.attr)
    ):
        return False
    name = f".{holder.attr}" if isinstance(holder, ast.Attribute) else ev.graph.local(holder.id, called.owner)
    return name not in _names_of(ev, cls)


def _names_of(ev: Evaluator, cls: Class) -> frozenset[str]:
    """Under what the class and its objects are known."""
    return ev.fact(("known under", cls.node), partial(_known_under, ev, cls))


def _known_under(ev: Evaluator, cls: Class) -> frozenset[str]:
    names = spellings(cls.node.name)
    return ev.graph.aliases(names, cls.frame.file) | ev.graph.objects(names, cls.frame.file)


def _may_be_stored(ev: Evaluator, name: str) -> bool:
    """May a method of this name be stored as that of another object?"""
    return name in ev.graph.stores and any(name_ != name for name_ in ev.graph.next_to(f".{name}"))


def _passes_over(above: ast.expr, cls: ast.ClassDef) -> bool:
    """`super()` and `super(Own, self)`, in a method of `Own`, lead to what stands behind the class, never to the class itself."""
    first = above.args[0] if isinstance(above, ast.Call) and above.args else None
    return first is None or (isinstance(first, ast.Name) and first.id == cls.name)


def called_by(ev: Evaluator, names: Iterable[str]) -> list[str]:
    """Those of the names by which anything is called."""
    calls, led_to = ev.graph.calls, ev.graph.led_to
    return [name for name in names if name in calls or name in led_to]


def calls_by(ev: Evaluator, name: str, file: SourceFile) -> list[Called]:
    """The calls under a name that may lead into a file: not those of files that no program loads together with it, nor those of
    other files that define the name themselves (scripts of one project resemble each other, and each calls its own), nor those of
    what is a library's."""
    own, open_ = ev.fact(("calls by", name), lambda: _told_apart(ev, name))
    mine, meeting = own.get(file), ev.project.meeting(file)
    calls = sorted((*mine, *open_), key=itemgetter(0)) if mine else open_
    return [called for _, called in calls if called.owner.file in meeting]


Numbered = tuple[int, Called]


def _told_apart(ev: Evaluator, name: str) -> tuple[dict[SourceFile, list[Numbered]], list[Numbered]]:
    """The calls that certainly mean what their own file defines, by file, and the others; numbered in their order."""
    own: dict[SourceFile, list[Numbered]] = {}
    others: list[Numbered] = []
    for number, called in enumerate((*ev.graph.calls.get(name, ()), *ev.graph.led_to.get(name, ()))):
        if _calls_its_own(ev, called):
            own.setdefault(called.owner.file, []).append((number, called))
        elif not _is_of_library(ev, called):
            others.append((number, called))
    return own, others


def _is_of_library(ev: Evaluator, called: Called) -> bool:
    """Is it called by what is certainly a library's: `torchvision.models.__dict__[name](…)`? Nothing of the project is found
    there, unless the project has put it there."""
    func, file = called.call.func, called.owner.file
    if isinstance(func, ast.Attribute) and func.attr in ev.graph.stores:
        return False
    while isinstance(func, ast.Attribute | ast.Subscript):
        func = func.value
    if not isinstance(func, ast.Name) or func.id not in ev.graph.imported[file] or isinstance(called.call, Delegated):
        return False
    frame = ev.joined_frame(called.owner)
    if frame is None:
        return False
    if imports.is_local(ev, func, frame):
        use = ev.scope(frame.node).uses.get(func)
        return use is not None and bool(imports.library_names(ev, use.reaches, file))
    return bool(imports.global_library_names(ev, file, func.id))


def _calls_its_own(ev: Evaluator, called: Called) -> bool:
    """Does `train()` call what its file defines under the name, once, and binds to nothing else?"""
    func, owner = called.call.func, called.owner
    if not isinstance(func, ast.Name) or not _defines(ev, owner.file, func.id):
        return False
    frame = ev.joined_frame(owner)
    return frame is not None and not imports.is_local(ev, func, frame)


def _defines(ev: Evaluator, file: SourceFile, name: str) -> bool:
    if name not in ev.graph.defined or name in ev.graph.imported[file] or name in ev.graph.outer[file]:
        return False
    module = ev.module_frame(file)
    scope = None if module is None else ev.scope(module.node)
    if scope is None or scope.stars or scope.counts.get(name) != 1:
        return False
    return all(reach.definition.kind is Kind.DEFINE for reach in scope.exit.get(name, ())) and name in scope.exit


def _is_script(ev: Evaluator, frame: Frame) -> bool:
    """Does the module of a function call it itself, and does no other import it? Then no object stands for it elsewhere."""
    file, name = frame.file, function_name(frame.node)
    own = (c for c in ev.graph.calls_spelled(name) if c.owner.file is file and isinstance(c.call.func, ast.Name))
    if not any(own):
        return False
    return not file.is_package and file not in ev.project.imported


def _method_names(node: ast.ClassDef) -> set[str]:
    return {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}


def _related(ev: Evaluator, owner: Owner, cls: Class) -> bool:
    """May an object of the class that `owner` is a method of run a method of `cls`, or one of its subclasses?"""
    frame = ev.joined_frame(owner)
    if frame is None or frame.cls is None:
        return True
    return classes.derives(ev, frame.cls, cls) or classes.derives(ev, cls, frame.cls)


def function_name(node: ast.AST) -> str:
    return getattr(node, "name", "a lambda")


def receiver_name(node: ScopeNode) -> str | None:
    return None if isinstance(node, ast.Lambda) else first_parameter(node)
