"""The nodes below a node: the same as the standard library's walk, without names, contexts and operators."""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path

import pytest

from losslint.analysis.parents import parent_of, parents_of
from losslint.source.nodes import children, own_statements, statements, walk

LIBRARY = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))[:120]
LEFT_OUT = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
EVERYTHING = """
import a.b as c
from . import d
@decorated
async def f(x: int = 1, /, *rest: str, key: T = None, **others) -> None:
    global g
    async with x as y, z:
        await x
    async for i in x:
        yield i
    match x:
        case {"k": [1, *others], **rest} | Point(0, y=None) as p if p:
            pass
        case None | "text":
            pass
    try:
        del x[0], x.y
    except* (A, B) as e:
        raise e from None
    else:
        assert x, "message"
    finally:
        x += -1 if not x else ~x
    return f"{x!r:>{width}}", {**x, "k": v}, {1}, [j for j in x if j for k in j], lambda q: (q := 1) < 2 <= 3 and x[1:2:3, ...]
class K(Base, metaclass=Meta):
    x: int
"""


def trees() -> list[tuple[str, ast.Module]]:
    found = [("everything", ast.parse(EVERYTHING))]
    if sys.version_info >= (3, 12):
        found.append(("types", ast.parse("type X[T: int, *Ts, **P] = list[T]\ndef f[T](x: T): ...")))
    return found + [(path.name, ast.parse(path.read_bytes())) for path in LIBRARY]


@pytest.mark.parametrize(("name", "tree"), trees(), ids=[name for name, _ in trees()])
def test_all_nodes_in_the_order_of_the_standard_library(name: str, tree: ast.Module) -> None:
    expected = [node for node in ast.walk(tree) if not isinstance(node, LEFT_OUT)]
    assert walk(tree) == expected
    for node in expected:
        below = [child for child in ast.iter_child_nodes(node) if not isinstance(child, LEFT_OUT)]
        assert children(node) == below
    blocks = [node for node in expected if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)]
    assert set(statements(tree)) == set(blocks)
    assert [n for n in statements(tree) if isinstance(n, ast.Assign)] == [
        n for n in blocks if isinstance(n, ast.Assign)
    ]


def _own(node: ast.AST) -> list[ast.AST]:
    """By the standard library: what stands below, down to functions and classes, expressions left out."""
    below = [child for child in ast.iter_child_nodes(node) if not isinstance(child, DEFINITIONS)]
    blocks = [child for child in below if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)]
    return [each for child in blocks for each in (child, *_own(child))]


@pytest.mark.parametrize(("name", "tree"), trees(), ids=[name for name, _ in trees()])
def test_own_statements_in_the_order_of_the_source(name: str, tree: ast.Module) -> None:
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, DEFINITIONS))]:
        assert own_statements(scope) == _own(scope)


def test_a_lambda_holds_no_statements() -> None:
    function = ast.parse("lambda: 0", mode="eval").body
    assert statements(function) == own_statements(function) == []


@pytest.mark.parametrize("path", LIBRARY[::12], ids=lambda path: path.name)
def test_the_parent_of_one_node_is_that_of_all(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in walk(tree) if isinstance(node, ast.Call)]
    parents = parents_of(tree)
    for call in calls[:: max(1, len(calls) // 50)]:
        parent = parents[call]
        # A decorator stands above its function, and what an f-string holds has no place of its own.
        if not isinstance(parent, ast.FunctionDef | ast.ClassDef | ast.FormattedValue):
            assert parent_of(tree, call) is parent
