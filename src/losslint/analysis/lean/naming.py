"""What a file's nodes are called in the name graph, and the edges between names. Floor 3; knows syntax, no values."""

from __future__ import annotations

import ast

from losslint.analysis.lean.sources import Sources
from losslint.analysis.looked_up import look_up
from losslint.analysis.names import NameGraph, Owner, called_name
from losslint.analysis.scope import first_parameter
from losslint.source.file import SourceFile

BORING = frozenset("self cls None True False print len range int float str list dict tuple super".split())
FunctionDefinition = ast.FunctionDef | ast.AsyncFunctionDef


class Naming:
    """One file and the graph that it is read into."""

    def __init__(self, graph: NameGraph, file: SourceFile) -> None:
        self.graph = graph
        self.file = file
        self.module_names = graph.module_level[file]
        self.last_owner: Owner | None = None
        self.last_receiver: str | None = None
        self.named: dict[tuple[str, int], Sources] = {}
        self.attributes: dict[str, Sources] = {}

    def inner(self, node: FunctionDefinition | ast.Lambda, owner: Owner) -> Owner:
        """The scope of a function; one inside another shares its number."""
        key = owner.key
        if not key and not isinstance(node, ast.Lambda):
            key = len(self.graph.files)
            self.graph.files.append(self.file)
            self.graph.functions.append(None)
        made = self.graph.owners[node] = Owner(self.file, node, owner, key)
        if key and key != owner.key:
            self.graph.functions[key] = made
        return made

    def receiver_of(self, owner: Owner) -> str | None:
        """The first parameter of the function, found once."""
        if owner is not self.last_owner:
            self.last_owner, self.last_receiver = owner, first_parameter(owner.node)
        return self.last_receiver

    def is_parameter(self, name: str, owner: Owner) -> bool:
        """`cls` where it is no receiver: what a decorator calls the class that it is given."""
        return name == "cls" and first_parameter(owner.node) != "cls"

    def sources(self, node: ast.expr, owner: Owner) -> Sources:
        """The names that the value of an expression may be or hold."""
        raise NotImplementedError

    # -- names ---------------------------------------------------------------------------------------------------

    def callee(self, func: ast.expr, owner: Owner) -> str | None:
        if isinstance(func, ast.Attribute):
            return f".{func.attr}"
        if isinstance(func, ast.Name):
            return self.graph.local(func.id, owner)
        if name := self.looked_up(func, owner):
            return name
        if isinstance(func, ast.Call):
            made_by = self.callee(func.func, owner)
            return None if made_by is None else f"{made_by}()"
        name = called_name(func)
        return name if name is None or name.startswith(".") else self.graph.local(name, owner)

    def looked_up(self, node: ast.expr, owner: Owner) -> str | None:
        """`.head` of `getattr(net, "head")`; `?models` of `getattr(models, name)`: some name of that module."""
        found = look_up(node)
        if found is None:
            return None
        if found.constant is not None:
            return self.graph.local(found.constant, owner) if found.local else f".{found.constant}"
        if found.holder is None:
            holder: str | None = self.file.display
        else:
            holder = None if called_name(found.holder) in BORING else self.callee(found.holder, owner)
        if holder is None or holder.endswith("()"):
            return None
        self.graph.looked_into.add(holder)
        return f"?{holder}"

    def receivers(self, node: ast.expr, owner: Owner) -> list[str]:
        """`criterion` of `criterion.forward(...)`; the bases of the class around `super().forward(...)`."""
        name = called_name(node)
        if name != "super":
            local = self.callee(node, owner)
            return [local] if local is not None else []
        cls = owner.parent.node if owner.parent is not None else None
        bases = cls.bases if isinstance(cls, ast.ClassDef) else []
        return [n for b in bases if (n := called_name(b)) is not None]

    def store(self, attribute: str, holder: ast.expr, owner: Owner) -> None:
        """Something is stored under the attribute."""
        self.graph.stores[attribute].append(owner)
        stores = self.graph.stores_own if self.is_own(holder, owner) else self.graph.stores_elsewhere
        stores[attribute].append(owner)

    def is_own(self, holder: ast.expr, owner: Owner) -> bool:
        """Is it the object that the method belongs to?"""
        is_receiver = type(holder) is ast.Name and holder.id == self.receiver_of(owner)
        return is_receiver and owner.parent is not None and owner.parent.is_class

    # -- edges ---------------------------------------------------------------------------------------------------

    def passing(self, sources: Sources, where: tuple[str, int | str], owner: Owner) -> None:
        graph, file = self.graph, owner.file
        same, made, inside = sources
        if inside:
            same = [*same, *[source for source, through in inside if graph.may_hand_on(through)]]
        for source in same:
            graph.passed[source].add(where)
            graph.passers[source].add(file)
        for source in made:
            graph.passed_results[source].add(where)

    def edge(self, sources: Sources, target: str) -> None:
        graph = self.graph
        same, made, inside = sources
        for source, callee in inside:
            if source != target:
                graph.through[source].add((callee, target))
        for source in same:
            if source != target:
                graph.edges[source].add(target)
        for source in made:
            graph.results[source].add(target)
