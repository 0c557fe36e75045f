"""Statements: one match, one line for a case. Floor 3."""

from __future__ import annotations

import ast

from losslint.analysis.scope import Kind, dotted
from losslint.analysis.use_def.control import Control


class Statements(Control):
    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr():
                self.expr(node.value)
            case ast.Assign():
                self.assign(node)
            case ast.AnnAssign(value=ast.expr()):
                self.assign(node)
            case ast.AugAssign():
                self.augment(node)
            case ast.Return():
                self.leave(node)
            case ast.If():
                self.branch(node)
            case ast.For() | ast.AsyncFor() | ast.While():
                self.loop(node)
            case ast.With() | ast.AsyncWith():
                self.entering(node)
            case ast.Try() | ast.TryStar():
                self.attempt(node)
            case ast.Match():
                self.matching(node)
            case _:
                self.simple(node)

    def simple(self, node: ast.stmt) -> None:
        """Statements in which no other statements run."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.definition(node)
            case ast.Import() | ast.ImportFrom():
                self.importing(node)
            case ast.Break() | ast.Continue():
                self.jump(node)
            case ast.Raise():
                self.exprs([node.exc, node.cause])
                self.dead = True
            case ast.Assert():
                self.exprs([node.test, node.msg])
            case ast.Delete():
                self.delete(node)
            case ast.Global() | ast.Nonlocal():
                self.scope.globals.update(node.names)

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        assert node.value is not None
        self.expr(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.bind(target, Kind.ASSIGN, node, node.value)

    def augment(self, node: ast.AugAssign) -> None:
        self.expr(node.value)
        target = node.target
        place = dotted(target)
        if place is None:
            self.bind(target, Kind.AUGMENT, node, node.value)
            return
        if isinstance(target, ast.Attribute):
            self.expr(target.value)
        definition = self.define(Kind.AUGMENT, place, node, node.value, before=self.before(place))
        if isinstance(target, ast.Attribute):
            self.store(target.attr, definition)

    def leave(self, node: ast.Return) -> None:
        self.exprs([node.value])
        self.scope.returns.append((node, self.conditions, self.loops))
        self.exits.append(self.state)
        self.dead = True

    def jump(self, node: ast.Break | ast.Continue) -> None:
        stack = self.breaks if isinstance(node, ast.Break) else self.continues
        if stack:
            stack[-1].append(self.state)
        self.dead = True

    def entering(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, Kind.CONTEXT, item, item.context_expr)
        self.block_inline(node.body)

    def delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.define(Kind.OPAQUE, target.id, node)
            elif isinstance(target, ast.Subscript) and (place := dotted(target.value)):
                self.mutate(place, target)

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.exprs(node.decorator_list)
        if isinstance(node, ast.ClassDef):
            self.exprs([*node.bases, *(keyword.value for keyword in node.keywords)])
        else:
            self.defaults(node.args)
        self.define(Kind.DEFINE, node.name, node)

    def importing(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                top = alias.name.partition(".")[0]
                self.define(Kind.IMPORT, alias.asname or top, node, path=(alias.name if alias.asname else top,))
            elif alias.name == "*":
                self.scope.stars.append(node)
            else:
                self.define(Kind.IMPORT, alias.asname or alias.name, node, path=(alias.name,))
