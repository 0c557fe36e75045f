"""Statements: one table, one line for a case. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from losslint.analysis.scope import Kind, applications, dotted
from losslint.analysis.use_def.control import Control
from losslint.analysis.use_def.join import held
from losslint.analysis.use_def.patterns import is_choice

EXITS = frozenset(("sys.exit", "os._exit", "exit", "quit"))


class Statements(Control):
    def statement(self, node: ast.stmt) -> None:
        case = CASES.get(type(node))
        if case is not None:
            case(self, node)

    def expression(self, node: ast.Expr) -> None:
        self.expr(node.value)
        self.dead = self.leaves_program(node.value)

    def annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node)

    def raising(self, node: ast.Raise) -> None:
        self.exprs([node.exc, node.cause])
        self.dead = True

    def asserting(self, node: ast.Assert) -> None:
        self.exprs([node.test, node.msg])
        self.dead = isinstance(node.test, ast.Constant) and not node.test.value
        if not (self.conditions or self.loops) and is_choice(node.test):
            self.asserted.append(self.under(node.test, holds=True))

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        assert node.value is not None
        self.expr(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.bind(target, Kind.ASSIGN, node, node.value)

    def augment(self, node: ast.AugAssign) -> None:
        target, place = node.target, dotted(node.target)
        if isinstance(target, ast.Attribute):
            self.expr(target.value)
        self.expr(node.value)
        if isinstance(target, ast.Subscript):
            self.bind(target, Kind.ASSIGN, node, _spelt_out(node, target))
        elif place is not None:
            definition = self.define(Kind.AUGMENT, place, node, node.value, before=held(self.state, place))
            if isinstance(target, ast.Attribute):
                self.store(target.attr, definition)
        else:
            self.bind(target, Kind.AUGMENT, node, node.value)

    def leave(self, node: ast.Return) -> None:
        self.exprs([node.value])
        self.scope.returns.append((node, self.conditions, self.loops))
        self.exits.append(dict(self.state))
        self.dead = True

    def jump(self, node: ast.Break | ast.Continue) -> None:
        stack = self.breaks if isinstance(node, ast.Break) else self.continues
        if stack:
            stack[-1].append(dict(self.state))
        self.dead = True

    def entering(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, Kind.CONTEXT, item, item.context_expr)
        self.block_inline(node.body)

    def delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.delete_target(target)

    def delete_target(self, target: ast.expr) -> None:
        match target:
            case ast.Name() | ast.Attribute():
                if place := dotted(target):
                    self.unbind(place)
            case ast.Subscript():
                self.exprs([target.value, target.slice])
                if place := dotted(target.value):
                    self.mutate(place, target)
            case ast.Tuple() | ast.List():
                for element in target.elts:
                    self.delete_target(element)

    def outer_names(self, node: ast.Global | ast.Nonlocal) -> None:
        """`global x`: here x begins with what it holds outside, which a name without a use means."""
        if isinstance(self.scope.node, ast.Module):
            return
        for name in node.names:
            self.define(Kind.ASSIGN, name, node, ast.copy_location(ast.Name(name, ast.Load()), node))

    def leaves_program(self, node: ast.expr) -> bool:
        """`sys.exit()` ends a path as `raise` does. On the main path of a module it may end a cell of a notebook only."""
        if not isinstance(node, ast.Call) or (isinstance(self.scope.node, ast.Module) and not self.conditions):
            return False
        name = dotted(node.func) or ""
        bound = self.state.get(name.partition(".")[0], ())
        return name in EXITS and all(r.definition.kind is Kind.IMPORT for r in bound)

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.exprs(node.decorator_list)
        for call in applications(node) if node.decorator_list else ():
            self.called(call)
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
                self.all_of(node)
            else:
                self.define(Kind.IMPORT, alias.asname or alias.name, node, path=(alias.name,))

    def all_of(self, node: ast.ImportFrom) -> None:
        """`from module import *` binds anew what is bound already, and in its turn what other modules hand on too."""
        self.scope.stars.append(node)
        self.scope.at_star[node] = dict(self.state)
        names, several = self.around.stars.get(node, ((), ()))
        for name in sorted(names):
            if name in self.state or name in several:
                self.define(Kind.IMPORT, name, node, path=(name,))


def _spelt_out(node: ast.AugAssign, target: ast.Subscript) -> ast.expr:
    """`x[k] += y` as the value `x[k] + y` that is stored in `x[k]`."""
    read = ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return ast.copy_location(ast.BinOp(read, node.op, node.value), node)


CASES: dict[type[ast.stmt], Callable[[Statements, Any], None]] = {
    ast.Expr: Statements.expression,
    ast.Assign: Statements.assign,
    ast.AnnAssign: Statements.annotated,
    ast.AugAssign: Statements.augment,
    ast.Return: Statements.leave,
    ast.If: Statements.branch,
    **dict.fromkeys((ast.For, ast.AsyncFor, ast.While), Statements.loop),
    **dict.fromkeys((ast.With, ast.AsyncWith), Statements.entering),
    **dict.fromkeys((ast.Try, ast.TryStar), Statements.attempt),
    ast.Match: Statements.matching,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef), Statements.definition),
    **dict.fromkeys((ast.Import, ast.ImportFrom), Statements.importing),
    **dict.fromkeys((ast.Break, ast.Continue), Statements.jump),
    ast.Raise: Statements.raising,
    ast.Assert: Statements.asserting,
    ast.Delete: Statements.delete,
    **dict.fromkeys((ast.Global, ast.Nonlocal), Statements.outer_names),
}
"""What is done with each kind of statement; `pass` does nothing."""
