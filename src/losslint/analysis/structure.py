"""The structure of one project that values are asked in: the graph of its names, a scope for each body, a frame for each run of
one. Each is made once. Floor 3.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from losslint.analysis import described, lean
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.names import NameGraph, Owner
from losslint.analysis.scope import Around, Scope, ScopeNode, scope_of
from losslint.analysis.things import Class, Function, Thing

if TYPE_CHECKING:
    from losslint.knowledge import Knowledge
    from losslint.source.file import SourceFile
    from losslint.source.project import Project

CONVERSIONS = frozenset("to cuda cpu float half double type apply".split())  # modules have these too


class Structure:
    """What the syntax says, before anything is evaluated."""

    def __init__(self, project: Project, knowledge: Knowledge, files: Sequence[SourceFile] | None = None) -> None:
        """Of some `files` of the project alone, which no other of its files can know of."""
        self.project = project
        self.files = project.files if files is None else files
        self.knowledge = knowledge
        self.scopes: dict[ScopeNode, Scope] = {}
        self.frames: dict[Hashable, Frame] = {}

    @cached_property
    def graph(self) -> NameGraph:
        tensor = self.knowledge.cls("torch.Tensor")
        inert = frozenset(tensor.methods) if tensor is not None else frozenset()
        graph = NameGraph(inert=inert - CONVERSIONS)
        for file in self.files:
            lean.add(graph, file)
        return described.linked(graph, self.project)

    def scope(self, node: ScopeNode) -> Scope:
        scope = self.scopes.get(node)
        if scope is None:
            try:
                scope = scope_of(node, self.around(node))
            except RecursionError:
                scope = Scope(node)
            self.scopes[node] = scope
        return scope

    def around(self, node: ScopeNode) -> Around:
        """What the project says of the names of a body."""
        return self.graph.around(node)

    def module_frame(self, file: SourceFile) -> Frame | None:
        frame = self.frames.get(file)
        if frame is None and file.tree is not None:
            frame = self.frames[file] = Frame(file.tree, file, None)
        return frame

    def class_frame(self, cls: Class) -> Frame:
        key = ("class", cls.node, cls.frame)
        frame = self.frames.get(key)
        if frame is None:
            frame = self.frames[key] = Frame(cls.node, cls.frame.file, cls.frame)
        return frame

    def bound_frame(
        self,
        function: Function,
        arguments: Arguments,
        site: tuple[ast.AST, Frame, Hashable],
        receiver: Thing | None = None,
        cls: Class | None = None,
    ) -> Frame:
        key = ("bound", function, receiver, cls, site)
        frame = self.frames.get(key)
        if frame is None:
            frame = Frame(
                function.node,
                function.frame.file,
                function.frame,
                arguments=arguments,
                receiver=receiver,
                cls=cls,
                site=site,
            )
            self.frames[key] = frame
        return frame

    def joined_frame(self, owner: Owner, receiver: Thing | None = None) -> Frame | None:
        """The frame that stands for all calls of a function (or the one frame of a module or class body)."""
        frame = self.frames.get((owner, receiver))
        if frame is None:
            frame = self.make_joined_frame(owner, receiver)
            if frame is not None:
                self.frames[owner, receiver] = frame
        return frame

    def open_frame(self, owner: Owner) -> Frame | None:
        """The joined frame without the project's calls: what anybody may call."""
        frame = self.frames.get(("open", owner))
        if frame is None:
            frame = self.make_joined_frame(owner, None)
            if frame is None or isinstance(frame.node, ast.Module | ast.ClassDef):
                return None
            frame.is_open = True
            self.frames["open", owner] = frame
        return frame

    def make_joined_frame(self, owner: Owner, receiver: Thing | None) -> Frame | None:
        node = owner.node
        if isinstance(node, ast.Module):
            return self.module_frame(owner.file)
        parent = self.joined_frame(owner.parent) if owner.parent else None
        if parent is None:
            return None
        if isinstance(node, ast.ClassDef):
            return self.class_frame(Class(node, parent))
        body, around = parent.node, parent.parent
        if isinstance(body, ast.ClassDef) and around is not None:
            return Frame(node, owner.file, parent, receiver=receiver, cls=Class(body, around))
        cls = self.attached_to(node)
        return Frame(node, owner.file, parent, receiver=receiver, cls=cls)

    def attached_to(self, node: ast.AST) -> Class | None:  # noqa: ARG002 - whoever evaluates knows
        """The class that a function outside of any was made a method of."""
        return None
