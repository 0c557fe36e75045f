"""The name graph: where something may be known under which name, so that only code that can matter is ever evaluated.

Filled by the lean pass of `lean.py`, one file at a time. It knows, by name: the calls made through it, the functions and
classes defined under it, the attribute stores to it, and the edges "what is called `a` here may be called `b` there" (an
assignment, an argument, a default, a return, a base class). Three kinds of names are kept apart: `head` of a module or
class body, `head@7` local to function number 7, and the attribute `.head`; `head()` is what a call of it gives, called or
used on the spot. The graph over-approximates and only says where
to look: what a name really holds is the evaluator's to say. Floor 3.
"""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from collections.abc import Collection, Container, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from losslint.analysis import bounds
from losslint.analysis.arrivals import Arrivals, bare, called_name
from losslint.analysis.scope import Around, ScopeNode
from losslint.record import dataclass, field
from losslint.source.file import SourceFile

if TYPE_CHECKING:
    from losslint.analysis.described import Described

__all__ = ["Called", "Compared", "Defined", "NameGraph", "Owner", "bare", "called_name", "nearest", "spellings"]

IMPORTING = ("import_module", "__import__")
INERT = frozenset(
    "open print len range min max sum abs int float str bool isinstance issubclass hasattr type round input id hash sorted "
    "any all format repr ord chr pow divmod array zeros ones arange linspace empty full tensor".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """The scope that a node stands in: its file, its syntax node, the scope around it, and the number of the outermost
    function that it is part of (0 outside functions)."""

    file: SourceFile
    node: ScopeNode
    parent: Owner | None
    key: int = 0

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)


@dataclass(slots=True, eq=False)  # not frozen: there is one for every call of the project, and that takes time
class Called:
    """One call and the scope it is evaluated in."""

    call: ast.Call
    owner: Owner

    @property
    def order(self) -> tuple[str, int, int]:
        """By which calls are sorted by place."""
        return self.owner.file.display, self.call.lineno, self.call.col_offset

    def is_in(self, only: Collection[str] | None) -> bool:
        """Does it stand in one of the files that messages call so? None: in any."""
        return only is None or self.owner.file.display in only


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One comparison and the scope it is evaluated in."""

    node: ast.Compare
    owner: Owner


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    owner: Owner  # the scope that the definition stands in


@dataclass(frozen=True, slots=True, eq=False)
class GivenMethod:
    """`Net.forward = function`, `setattr(Net, "forward", function)`, by the last words of the class and of the function."""

    node: ast.Assign | ast.Call
    owner: Owner
    cls: str
    function: str


Passing = tuple[str, int | str]  # a callee, and the position or keyword of an argument; see arrivals.py


def _sets() -> dict[str, set[Any]]:
    return defaultdict(set)


@dataclass(slots=True, eq=False)
class NameGraph:
    """What the lean passes of all files have found."""

    inert: frozenset[str] = frozenset()  # methods of tensors: their results hold no module and no loss
    calls: dict[str, list[Called]] = field(default_factory=lambda: defaultdict(list))
    led_to: dict[str, list[Called]] = field(default_factory=lambda: defaultdict(list))  # those that a library may make
    defined: dict[str, list[Defined]] = field(default_factory=lambda: defaultdict(list))  # by bare name
    stores: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))  # by attribute, without its dot
    stores_own: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))  # by methods, in `self`
    stores_elsewhere: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))  # all others
    counted: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))  # `x.attribute += 1`, likewise
    edges: dict[str, set[str]] = field(default_factory=_sets)  # the same object, or one that holds it
    results: dict[str, set[str]] = field(default_factory=_sets)  # what calling it gives
    passed: dict[str, set[Passing]] = field(default_factory=_sets)
    passers: dict[str, set[SourceFile]] = field(default_factory=lambda: defaultdict(set))  # the files that pass it
    passed_results: dict[str, set[Passing]] = field(default_factory=_sets)
    through: dict[str, set[tuple[str, str]]] = field(default_factory=_sets)  # source -> (callee, target)
    returned: dict[str, set[str]] = field(default_factory=_sets)  # by the functions of these bare names
    makers: dict[str, set[str]] = field(default_factory=_sets)  # functions that return what calling it gives
    held: set[str] = field(default_factory=set)  # attributes that may hold anything: stored, module-level, properties
    properties: set[str] = field(default_factory=set)
    exported: set[str] = field(default_factory=set)  # names of modules and classes: reached as attributes too
    locals: dict[str, set[int]] = field(default_factory=_sets)  # the functions that use a bare name
    module_level: dict[SourceFile, set[str]] = field(default_factory=lambda: defaultdict(set))
    modules: dict[SourceFile, set[str]] = field(default_factory=lambda: defaultdict(set))  # names bound by `import`
    imported: dict[SourceFile, set[str]] = field(default_factory=lambda: defaultdict(set))  # by any import in it
    outer: dict[SourceFile, dict[str, list[Owner]]] = field(default_factory=lambda: defaultdict(dict))  # by `global x`
    libraries: set[str] = field(default_factory=set)  # the first words of what is imported, the project's own too
    starred: set[SourceFile] = field(default_factory=set)  # files with a star import
    files: list[SourceFile | None] = field(default_factory=lambda: [None])  # of each function, by its number
    functions: list[Owner | None] = field(default_factory=lambda: [None])  # by the same number
    spread: dict[str, set[tuple[str, int]]] = field(default_factory=_sets)  # star parameter -> (callee, position)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of the classes that `namedtuple` makes
    lambdas: dict[ast.Lambda, set[str]] = field(default_factory=lambda: defaultdict(set))  # the names they are given
    called_lambdas: dict[ast.Lambda, Called] = field(default_factory=dict)
    owners: dict[ast.AST, Owner] = field(default_factory=dict)
    backwards: list[Called] = field(default_factory=list)
    tables: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))  # where dicts are stored into
    attachers: set[str] = field(
        default_factory=lambda: {"patch", "patch_to"}
    )  # decorators that make a method of a function
    decorated_functions: list[Defined] = field(default_factory=list)  # outside of classes
    given_methods: list[GivenMethod] = field(default_factory=list)  # `Net.forward = forward`
    _attaching: frozenset[str] | None = None
    decorated: dict[str, set[str]] = field(default_factory=_sets)  # by what the definitions of a name are decorated
    thresholds: list[Compared] = field(default_factory=list)  # comparisons with a half
    looked_into: set[str] = field(default_factory=set)  # what names are looked up in: `getattr(models, name)`
    described: dict[str, list[Described]] = field(default_factory=dict)  # by configurations, by the name of the class
    in_place: set[str] = field(default_factory=set)  # other names of functions that change their argument
    _around: dict[SourceFile, Around] = field(default_factory=dict)
    _looked_up: dict[SourceFile, frozenset[str]] = field(default_factory=dict)
    _module_names: dict[str, frozenset[str]] = field(default_factory=dict)
    _local: dict[tuple[str, int], str] = field(default_factory=dict)
    _decorators: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _arrivals: Arrivals | None = None
    _aliases: dict[tuple[frozenset[str], SourceFile | None], frozenset[str]] = field(default_factory=dict)
    _next: dict[str, frozenset[str]] = field(default_factory=dict)
    _leads: frozenset[str] | None = None
    _importing: Collection[SourceFile] | None = None  # files that import modules by a text

    def around(self, node: ast.AST) -> Around:
        """What the file around a body says of names."""
        owner = self.owners.get(node)
        if owner is None:
            return Around()
        known = self._around.get(owner.file)
        if known is None:
            known = Around(self.modules[owner.file], self.imported[owner.file], self.in_place)
            self._around[owner.file] = known
        return known

    @property
    def attaching(self) -> frozenset[str]:
        """The names of functions that may be made methods of a class from outside of its body; once all files are read."""
        if self._attaching is None:
            self.decorated_functions = [d for d in self.decorated_functions if self._may_attach(d.node)]
            self.given_methods = [g for g in self.given_methods if self._is(g.cls, ast.ClassDef)]
            self.given_methods = [g for g in self.given_methods if self._is(g.function, ast.FunctionDef)]
            names = (*(d.node.name for d in self.decorated_functions), *(g.function for g in self.given_methods))
            self._attaching = frozenset(names)
        return self._attaching

    def _may_attach(self, node: ast.AST) -> bool:
        return any((called_name(d) or "").lstrip(".") in self.attachers for d in getattr(node, "decorator_list", ()))

    def _is(self, name: str, kind: type[ast.AST]) -> bool:
        return any(isinstance(defined.node, kind) for defined in self.defined.get(name, ()))

    def may_import(self, library: str) -> bool:
        """Whether anything here may come from the library; torch is what any other may hand on. Where modules are imported
        by a text, the library's name in the same file will do."""
        if library in self.libraries or (library == "torch" and self.libraries):
            return True
        if self._importing is None:
            calls = (called for name in IMPORTING for called in self.calls_spelled(name))
            self._importing = dict.fromkeys(called.owner.file for called in calls)
        return any(file.contains(library) for file in self._importing)

    def aliases(self, seeds: Iterable[str], home: SourceFile | None = None) -> frozenset[str]:
        """The names under which the very thing called one of `seeds` may be known; with a `home`, the thing that this file
        defines, and not what others define under the same name."""
        key = frozenset(seeds), home
        known = self._aliases.get(key)
        if known is None:
            known = self._aliases[key] = frozenset(self._reach(*key))
        return known

    def objects(self, seeds: Iterable[str], home: SourceFile | None = None) -> frozenset[str]:
        """The names under which what calling one of `seeds` gives may be known: objects of a class."""
        found: set[str] = set()
        for name in self.aliases(seeds, home):
            found.add(f"{name}()")
            found |= self.results.get(name, set())
            for callee, position in self.passed_results.get(name, ()):
                found.update(self.parameter_names(callee, position))
            found |= self.given_by(self.makers.get(name, ()))
        return self.aliases(found)

    def given_by(self, holders: Iterable[str]) -> set[str]:
        """Where the results of these functions go, through functions that hand them on."""
        found: set[str] = set()
        seen = set(holders)
        stack = list(seen)
        while stack:
            holder = stack.pop()
            if holder in self.properties:
                found.add(f".{holder}")
            for name in self.spelled(holder):
                found.add(f"{name}()")
                found |= self.results.get(name, set())
                for callee, position in self.passed_results.get(name, ()):
                    found.update(self.parameter_names(callee, position))
                further = self.makers.get(name, set()) - seen
                seen |= further
                stack += further
        return found

    def spelled(self, bare: str) -> list[str]:
        """A module-level name as it is written: plain, as an attribute, in the functions of the files that have it."""
        return [bare, f".{bare}", *self.inside_functions(bare)]

    def handed_to(self, bare_name: str) -> set[str]:
        """The bare names that a thing of this module-level name is bound to next: those of the classes based on it too."""
        return {bare(name) for spelled in self.spelled(bare_name) for name in self.edges.get(spelled, ())}

    def next_below(self, cls: str) -> Iterator[tuple[ast.ClassDef, Owner]]:
        """The classes that may derive from one of this name, with where they stand; one of the same name may be among them."""
        for name in sorted(self.handed_to(cls)):
            for defined in self.defined.get(name, ()):
                if isinstance(defined.node, ast.ClassDef):
                    yield defined.node, defined.owner

    def calls_spelled(self, bare: str) -> Iterable[Called]:
        """The calls of something that is called by this very name."""
        return [called for name in self.spelled(bare) for called in self.calls.get(name, ())]

    def inside_functions(self, bare: str) -> list[str]:
        return [f"{bare}@{key}" for key in self.locals.get(bare, ()) if self.is_visible(bare, self.files[key])]

    def is_visible(self, bare: str, file: SourceFile | None) -> bool:
        """May the name stand for something of the file's module level?"""
        return file is not None and (bare in self.module_level[file] or file in self.starred)

    def _reach(self, seeds: frozenset[str], home: SourceFile | None) -> set[str]:
        """Nearest first, up to a bound: a thing known under that many names is looked for under the nearest."""
        seen = set(seeds)
        queue = deque((name, 0) for name in sorted(seen & self._leading()))
        most = bounds.NAMES + bounds.NAMES_EACH * len(seen)
        while queue and len(seen) < most:
            name, hops = queue.popleft()
            if hops == bounds.HOPS:
                break
            new = self.next_to(name, home if name in seeds else None) - seen
            seen |= new
            queue.extend((n, hops + 1) for n in sorted(new))
        return seen

    def _leading(self) -> frozenset[str]:
        """The names that may lead to others, once all files are read: most of what libraries call their losses is not among them."""
        if self._leads is None:
            leading = (self.edges, self.through, self.locals, self.returned, self.passed, self.decorated, self.defined)
            self._leads = frozenset(self.exported).union(*leading)
        return self._leads

    def next_to(self, name: str, home: SourceFile | None = None) -> frozenset[str]:
        """The names that a thing of this name, which `home` defines if that is said, may have in the next place."""
        found = self._next.get(name)
        if found is None:
            found = self._next[name] = frozenset(self._next_by_code(name))
        if self.looked_into and name in self.defined:
            files = [home] if home else dict.fromkeys(definition.owner.file for definition in self.defined[name])
            found = found.union(*(self.looked_up_in(file) for file in files))
        return found

    def _next_by_code(self, name: str) -> set[str]:
        """The same, but for what is looked up by a name that the program puts together."""
        found = self.handed_on(name)
        if name in self.exported and not name.startswith("."):
            found.add(f".{name}")
        return found

    def handed_on(self, name: str) -> set[str]:
        """The same, but for the attribute that a module-level name is of its module."""
        found = set(self.edges.get(name, ()))
        found.update(t for callee, t in self.through.get(name, ()) if self.may_hand_on(callee))
        if "@" not in name and not name.startswith("."):
            found.update(self.inside_functions(name))
        if name in self.returned:
            found |= self.given_by(self.returned[name])
        for callee, position in self.passed.get(name, ()):
            found.update(self.parameter_names(callee, position))
        for callee in self.decorated.get(name, ()):
            found.update(self.decorator_parameters(callee))
        return found

    def decorator_parameters(self, callee: str) -> tuple[str, ...]:
        """What a decorator calls the thing it is given; that of `@register("x")` is a function that `register` returns."""
        known = self._decorators.get(callee)
        if known is None:
            inner = [callee]
            if callee.endswith("()"):
                inner = [source for source, holders in self.returned.items() if bare(callee) in holders]
            known = self._decorators[callee] = tuple(n for i in inner for n in self.parameter_names(i, 0))
        return known

    def looked_up_in(self, file: SourceFile) -> frozenset[str]:
        """The look-ups that may give what the file defines: in it, or in a package around it."""
        known = self._looked_up.get(file)
        if known is None:
            self._looked_up[file] = frozenset()  # while the names of the modules themselves are followed
            modules = [p for p in file.display.removesuffix(".py").split("/") if p != "__init__"]
            holders = self.module_names(modules) & self.looked_into
            stars = {other.display for other in self.starred}
            known = frozenset(f"?{h}" for h in holders | ({file.display, *stars} & self.looked_into))
            self._looked_up[file] = known
        return known

    def module_names(self, modules: Iterable[str]) -> set[str]:
        """What modules of these names are called where they are imported, and as arguments: not what an attribute of the
        same name may hold."""
        return {name for module in modules for name in self._names_of_module(module)}

    def _names_of_module(self, module: str) -> frozenset[str]:
        known = self._module_names.get(module)
        if known is None:
            seen, front = {*spellings(module)}, {module}
            for _ in range(bounds.MODULE_HOPS):
                front = {t for n in front for t in self.next_to(n) if not t.startswith(".")} - seen
                seen |= front
                if len(seen) > bounds.NAMES:  # `train`, `model`: what has so many names is followed nowhere
                    seen = {*spellings(module)}
                    break
            known = self._module_names[module] = frozenset(seen)
        return known

    def may_hand_on(self, callee: str) -> bool:
        """May what this gives hold its arguments? Project functions say it themselves, tensor functions never do."""
        name = bare(callee)
        return name not in self.defined and name not in self.inert and name not in INERT

    def may_be(self, call: ast.Call, names: Container[str]) -> bool:
        """A cheap look before a callee is evaluated: `x.f()` can only be what is called one of `names` if `f` is such a name
        or an attribute that something is stored in."""
        func = call.func
        if not isinstance(func, ast.Attribute):
            return True
        return func.attr in names or func.attr in self.held or func.attr in self.stores

    def parameter_names(self, callee: str, position: int | str) -> tuple[str, ...]:
        """What an argument at a position, or of a keyword, may be bound to."""
        if self._arrivals is None:
            self._arrivals = Arrivals(self)
        return self._arrivals.of(callee, position)

    def local(self, name: str, owner: Owner | None) -> str:
        """The name as it is known in a scope."""
        if owner is None or not owner.key:
            return name
        key = name, owner.key
        known = self._local.get(key)
        if known is None:
            self.locals[name].add(owner.key)
            known = self._local[key] = f"{name}@{owner.key}"
        return known


def spellings(name: str) -> tuple[str, str]:
    """A name, and the same name as an attribute."""
    return name, f".{name}"


def nearest(candidates: list[Called], name: str) -> tuple[list[Called], str]:
    """The calls to look at: those by the very name, and those by other names unless there are too many of them."""
    direct: list[Called] = []
    others: list[Called] = []
    for called in candidates:
        (direct if bare(called_name(called.call.func) or "") == name else others).append(called)
    if len(others) > bounds.CANDIDATES:
        return direct, f"too many calls may lead to {name}"
    return [*direct, *others], ""
