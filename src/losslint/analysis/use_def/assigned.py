"""The places that a loop's body may assign: each needs a definition at the loop's head. Floor 3, pure syntax."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator
from typing import Protocol

from losslint.analysis.arrivals import is_in_place
from losslint.analysis.scope import dotted
from losslint.source.nodes import push_children

MUTATORS = frozenset(
    "append extend insert add_module register_module register_buffer register_parameter update setdefault pop clear "
    "remove popitem appendleft resize __setitem__".split()
)

LAYERS = "_modules"  # where a module keeps its layers by their names
SHAPE = "shape"  # `x.shape = (10, 1)`: of an array it is another one then
LEARNT = "requires_grad"  # `w.requires_grad = True`: from now on training moves it
CHANGING = (SHAPE, LEARNT)


def changes_object(method: str) -> bool:
    """Does a method of this name change the object it is called on? `layers.append(…)`, `x.sigmoid_()`."""
    return method in MUTATORS or is_in_place(method)


class Names(Protocol):
    """What is known of the names where a call stands."""

    def may_be_module(self, name: str) -> bool:
        """Is it imported, or not bound here?"""

    def is_module(self, name: str) -> bool:
        """Is it bound by `import`, here or in the file around?"""

    def is_imported(self, name: str) -> bool:
        """Is it bound by an import of either kind, here or in the file around?"""

    def is_in_place(self, name: str) -> bool:
        """May it be another name of a function that changes its argument: `from torch import sigmoid_ as squash`?"""


class Unbound:
    """The names that a loop's body does not bind."""

    def __init__(self, names: Names, bound: Container[str]) -> None:
        self.names, self.bound = names, bound

    def may_be_module(self, name: str) -> bool:
        return name not in self.bound and self.names.may_be_module(name)

    def is_module(self, name: str) -> bool:
        return name not in self.bound and self.names.is_module(name)

    def is_imported(self, name: str) -> bool:
        return name not in self.bound and self.names.is_imported(name)

    def is_in_place(self, name: str) -> bool:
        return self.names.is_in_place(name)


def changed_argument(node: ast.Call, names: Names) -> str | None:
    """The name whose tensor a function changes in place: `torch.sigmoid_(x)`, `F.relu(x, inplace=True)`,
    `nn.ReLU(inplace=True)(x)`. A function stands in something that may be a module: `x.add_(y)` leaves y alone."""
    func, first = node.func, node.args[0] if node.args else None
    if not isinstance(first, ast.Name):
        return None
    stated = states_in_place(node) or (isinstance(func, ast.Call) and states_in_place(func))
    return first.id if stated or says_in_place(func, names) else None


def says_in_place(func: ast.expr, names: Names) -> bool:
    """Is it a function that says by its name that it changes its argument?"""
    if isinstance(func, ast.Name):
        return names.is_in_place(func.id) or (is_in_place(func.id) and names.may_be_module(func.id))
    if not isinstance(func, ast.Attribute) or not is_in_place(func.attr):
        return False
    place = dotted(func)
    return place is not None and names.may_be_module(place.partition(".")[0])


def changed_receiver(node: ast.Call, names: Names) -> str | None:
    """The place whose object a method changes: `layers.append(…)`, `x.sigmoid_()`; not the module of `np.append(a, b)`, of
    `init.normal_(layer.weight)`."""
    func = node.func
    if not isinstance(func, ast.Attribute) or not changes_object(func.attr):
        return None
    place = dotted(func.value)
    if place is None or "." in place:
        return place
    is_function = func.attr.endswith("_") and bool(node.args) and not isinstance(node.args[0], ast.Constant)
    return None if names.is_module(place) or (is_function and names.is_imported(place)) else place


def changed_by_store(target: ast.Subscript) -> ast.expr:
    """What a store under a key changes: `x` of `x[k] = y`, and of `x._modules["fc"] = layer`, as of `x.fc = layer`."""
    held = target.value
    return held.value if isinstance(held, ast.Attribute) and held.attr == LAYERS else held


def layer_named(target: ast.Subscript) -> str | None:
    """`fc` of `x._modules["fc"] = layer`."""
    key = target.slice
    named = isinstance(target.value, ast.Attribute) and target.value.attr == LAYERS and isinstance(key, ast.Constant)
    return key.value if named and isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def states_in_place(node: ast.Call) -> bool:
    """Is it called with `inplace=True`?"""
    return bool(node.keywords) and any(
        k.arg == "inplace" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
    )


def places_assigned(body: Iterable[ast.AST], names: Names) -> dict[str, bool]:
    """Places that these nodes may assign or mutate, and whether one of them binds the place: a name that is only mutated
    is not local. Not in nested functions, nor the targets of comprehensions."""
    found: dict[str, bool] = {}
    calls: list[ast.Call] = []
    stack = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):  # first what is most frequent
            if type(node.ctx) is not ast.Load:
                found[node.id] = True
            continue
        kind = type(node)
        if kind in ENDS:
            continue
        if isinstance(node, ast.Call):
            calls.append(node)
        elif kind in ASSIGNING:
            for place, binds in _assigns(node):
                found[place] = binds or found.get(place, False)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = True
            continue
        elif isinstance(node, ast.comprehension):
            stack += [node.iter, *node.ifs]
            continue
        push_children(stack, node)
    unbound = Unbound(names, [place for place, binds in found.items() if binds])
    for call in calls:
        changed = changed_argument(call, unbound) or changed_receiver(call, unbound)
        if changed is not None:
            found.setdefault(changed, False)
    return found


ENDS = frozenset((ast.Constant, ast.Lambda))
ASSIGNING = frozenset((ast.Attribute, ast.Subscript, ast.alias, ast.MatchAs, ast.MatchStar))


def _assigns(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """The places that this one node gives a value to (True), or whose object it changes."""
    if type(getattr(node, "ctx", None)) is ast.Load:
        return
    match node:
        case ast.Attribute():
            yield from _place(node, binds=True)
            if node.attr in CHANGING:
                yield from _place(node.value, binds=False)
        case ast.Subscript():
            yield from _place(changed_by_store(node), binds=False)
        case ast.alias(name=name, asname=alias):
            yield alias or name.partition(".")[0], True
        case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
            yield name, True


def _place(node: ast.expr, *, binds: bool) -> Iterator[tuple[str, bool]]:
    place = dotted(node)
    if place is not None:
        yield place, binds
