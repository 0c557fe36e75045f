"""A cheap look at `x.f(...)` before `x` is evaluated: may it call `f`, a function of a module? Floor 3.

Only if `x` may be a module, or if an attribute `f` may hold the function. `model.train()` is neither, and to evaluate `model`
where every script of a repository has a `train(model)` asks each of these functions who calls it.

In: the receiver and the scope that it stands in. Out: False only where definitions, arguments and stores, read without
evaluating them, leave no module; where they are too many or too far away the answer is yes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.names import Called, Owner, called_name, spellings
from losslint.analysis.scope import Definition, Kind, Reach
from losslint.source.nodes import children

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

Asked = tuple[ast.expr, Owner]
GIVES_MODULES = frozenset(
    "import_module __import__ reload getattr eval globals locals vars module_from_spec load_source load_module locate".split()
)


def may_be_called(ev: Evaluator, receiver: ast.expr, owner: Owner, name: str, *, of_module: bool) -> bool:
    """May `receiver.name(...)` call the function `name`, one of a module's or one inside another function?"""
    if ev.fact(("held", name), lambda: is_held(ev, name)):
        return True
    return of_module and ev.fact(("module", receiver), lambda: Look(ev).may_be_module(receiver, owner))


def is_held(ev: Evaluator, name: str) -> bool:
    """May an attribute of the same name hold the function? Where something is handed on under too many names this is, as
    everywhere, asked of the nearest."""
    given = ev.graph.handed_on(name)
    return bool(given & set(spellings(name))) or f".{name}" in ev.graph.aliases(given)


class Look:
    """One look, through each definition and each parameter once."""

    def __init__(self, ev: Evaluator) -> None:
        self.ev = ev
        self.seen: set[object] = set()
        self.parts = ev.fact(("parts of paths",), lambda: frozenset(p for f in ev.files for p in path_of(f)))

    def may_be_module(self, expr: ast.expr, owner: Owner) -> bool:
        """May it be a module, or hold one?"""
        if len(self.seen) > bounds.CANDIDATES:
            return True
        match expr:
            case ast.Name():
                return self.of_name(expr, owner)
            case ast.Attribute():
                return self.of_attribute(expr, owner)
            case ast.Call():
                return self.of_call(expr, owner)
        return any(self.may_be_module(part, owner) for part in parts(expr))

    def of_name(self, node: ast.Name, owner: Owner) -> bool:
        use = self.ev.scope(owner.node).uses.get(node)
        if use is not None and use.reaches:
            return self.any_of(use.reaches, owner)
        around: Owner | None = owner if isinstance(owner.node, ast.Module) else owner.parent
        while around is not None:
            if found := self.ev.scope(around.node).exit.get(node.id):
                return self.any_of(found, around)
            around = around.parent
        file = owner.file
        return file in self.ev.graph.starred or node.id in self.ev.graph.outer[file]

    def of_attribute(self, node: ast.Attribute, owner: Owner) -> bool:
        """Of a module it may be one; of an object, what is stored in the attribute anywhere."""
        use = self.ev.scope(owner.node).uses.get(node)
        if use is not None and use.reaches:
            return self.any_of(use.reaches, owner)
        name = node.attr
        if name in self.ev.graph.properties or (self.may_be_module(node.value, owner) and self.may_be_named(name)):
            return True
        if ("attribute", name) in self.seen:
            return False
        self.seen.add(("attribute", name))
        stores = [(s, o) for o in dict.fromkeys(self.ev.graph.stores.get(name, ())) for s in self.stores(name, o)]
        return any(self.of_definition(store, storing) for store, storing in stores)

    def stores(self, name: str, owner: Owner) -> list[Definition]:
        return self.ev.scope(owner.node).stores.get(name, [])

    def of_call(self, node: ast.Call, owner: Owner) -> bool:
        """An object of a class is none. A function of the project gives what it returns; of a library, what it is given."""
        name = called_name(node.func)
        plain = (name or "").removeprefix(".")
        if plain in GIVES_MODULES:
            return True
        defined = self.ev.graph.defined.get(plain, ())
        if any(
            not isinstance(d.node, ast.ClassDef) and self.returns(self.ev.graph.owners.get(d.node)) for d in defined
        ):
            return True
        given = [] if defined else arguments(node)
        if isinstance(node.func, ast.Attribute) and not self.is_imported(node.func.value, owner):
            given.append(node.func.value)
        return any(self.may_be_module(each, owner) for each in given)

    def is_imported(self, node: ast.expr, owner: Owner) -> bool:
        """`models.resnet18()`: what a module's function gives is not the module."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.ev.graph.imported[owner.file]

    def returns(self, owner: Owner | None) -> bool:
        if owner is None or owner in self.seen:
            return owner is None
        self.seen.add(owner)
        values = [r.value if isinstance(r, ast.Return) else r for r, _, _ in self.ev.scope(owner.node).returns]
        return any(self.may_be_module(value, owner) for value in values if value is not None)

    def any_of(self, reaches: Iterable[Reach], owner: Owner) -> bool:
        return any(self.of_definition(reach.definition, owner) for reach in reaches)

    def of_definition(self, definition: Definition, owner: Owner) -> bool:
        if definition in self.seen:
            return False
        self.seen.add(definition)
        match definition.kind:
            case Kind.IMPORT:
                return self.of_import(definition.node)
            case Kind.OPAQUE:
                return True
            case Kind.DEFINE | Kind.AUGMENT:
                return False
            case Kind.PARAMETER:
                return self.of_parameter(definition.place, owner)
        values = [definition.value] if definition.value is not None else []
        if isinstance(definition.node, ast.Call):  # `found.append(module)`
            values += arguments(definition.node)
        if any(self.may_be_module(value, owner) for value in values):
            return True
        return self.any_of((*definition.before, *definition.back), owner)

    def of_import(self, node: ast.AST) -> bool:
        """Of the project's own: a library's module has none of its functions."""
        match node:
            case ast.Import(names=names):
                return any(not self.parts.isdisjoint(alias.name.split(".")) for alias in names)
            case ast.ImportFrom(module=module, level=level, names=names):
                inside = level > 0 or not self.parts.isdisjoint((module or "").split("."))
                return inside and any(self.may_be_named(alias.name) for alias in names)
        return True

    def may_be_named(self, name: str) -> bool:
        """May a module be found under this name in another?"""
        imported = self.ev.graph.imported.values()
        return name in self.parts or (name not in self.ev.graph.defined and any(name in names for names in imported))

    def of_parameter(self, name: str, owner: Owner) -> bool:
        """What the calls by the function's own name hand to the parameter."""
        node, cls = owner.node, owner.parent.node if owner.parent is not None and owner.parent.is_class else None
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return True
        is_method = cls is not None and all(getattr(d, "id", "") != "staticmethod" for d in node.decorator_list)
        if is_method and (first := node.args.args[:1]) and first[0].arg == name:
            return False
        called = cls.name if isinstance(cls, ast.ClassDef) and node.name == "__init__" else node.name
        calls = [c for c in self.ev.graph.calls_spelled(called) if self.may_name(c, owner)]
        if node.name in ("forward", "__call__") or len(calls) > bounds.CANDIDATES:
            return True
        defaults = self.defaults(name, node, owner.parent or owner)
        given = [*defaults, *(g for call in calls for g in handed(name, node, call, is_method=is_method))]
        return any(self.may_be_module(*each) for each in given)

    def may_name(self, called: Called, owner: Owner) -> bool:
        """May the call be one of this very function, and not of one with the same name?"""
        file, func = called.owner.file, called.call.func
        if isinstance(func, ast.Name):
            return file is owner.file or self.imports(file, func.id, owner.file)
        is_method = owner.parent is not None and owner.parent.is_class
        return is_method or not isinstance(func, ast.Attribute) or self.is_imported(func, called.owner)

    def imports(self, file: SourceFile, name: str, other: SourceFile) -> bool:
        """May a name of one file be imported from another, or from a package that hands it on?"""
        frame = self.ev.module_frame(file)
        if frame is None or (name not in self.ev.graph.imported[file] and file not in self.ev.graph.starred):
            return False
        scope = self.ev.scope(frame.node)
        nodes = [*scope.stars, *(reach.definition.node for reach in scope.exit.get(name, ()))]
        inside = path_of(other)
        for node in nodes:
            if not isinstance(node, ast.ImportFrom):
                return True  # or in a function
            near = node.level > 0 and path_of(file)[:1] == inside[:1]
            if near or not set(inside).isdisjoint((node.module or "").split(".")):
                return True
        return not nodes

    def defaults(self, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: Owner) -> list[Asked]:
        a = node.args
        positional = [*a.posonlyargs, *a.args]
        pairs = [*zip(positional[::-1], a.defaults[::-1], strict=False), *zip(a.kwonlyargs, a.kw_defaults, strict=True)]
        return [(default, owner) for arg, default in pairs if arg.arg == name and default is not None]


def path_of(file: SourceFile) -> list[str]:
    return file.display.removesuffix(".py").split("/")


def handed(
    name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, called: Called, *, is_method: bool
) -> Iterator[Asked]:
    """The arguments of a call that may be bound to a parameter: a star counts for all."""
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)][is_method:]
    for position, argument in enumerate(called.call.args):
        if isinstance(argument, ast.Starred) or name not in names or names[position : position + 1] == [name]:
            yield argument, called.owner
    for keyword in called.call.keywords:
        if keyword.arg in (None, name) or name not in names:
            yield keyword.value, called.owner


def arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def parts(expr: ast.expr) -> list[ast.expr]:
    """The expressions inside one that it may be, or hold."""
    match expr:
        case ast.Constant() | ast.Compare() | ast.JoinedStr() | ast.Lambda() | ast.UnaryOp():
            return []
        case ast.Subscript(value=value):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
    return [e for e in children(expr) if isinstance(e, ast.expr)]
