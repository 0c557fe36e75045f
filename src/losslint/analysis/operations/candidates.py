"""The places that may be an operation of interest, found by names and syntax alone: nothing is evaluated. Floor 3.

In: the name graph. Out: `Candidate`s. What a call really is, and what its operand is, is the evaluator's to say.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from losslint.analysis.names import Called, NameGraph, Owner
from losslint.analysis.operations.indices import indices_are_read
from losslint.analysis.written import DIMENSION, sum_of, sums_in
from losslint.forms import OperationKind
from losslint.knowledge import watched
from losslint.record import dataclass
from losslint.source.nodes import statements, walk

PAIRED = frozenset(name.rpartition(".")[2] for name in watched.PAIRED)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """`node` is the operation; `call` the call that must be of `kind` (None: the syntax says it all), `operand` what it is
    applied to where the syntax shows it (None: the receiver or first argument of the call)."""

    kind: OperationKind
    node: ast.expr
    owner: Owner
    call: ast.Call | None = None
    operand: ast.expr | None = None


def candidates(graph: NameGraph, kind: OperationKind) -> Iterator[Candidate]:
    """All candidates of a kind, in the order of files and lines."""
    found = list(_thresholds(graph)) if kind is OperationKind.THRESHOLD else []
    found += _calls(graph, kind)
    if kind is OperationKind.SHARE:
        found = [share for candidate in found for share in _shares(candidate)]
    yield from sorted(found, key=lambda c: (c.owner.file.display, c.node.lineno, c.node.col_offset))


def _calls(graph: NameGraph, kind: OperationKind) -> Iterator[Candidate]:
    seen: set[ast.Call] = set()
    for word in watched.identifiers(kind):
        for name in graph.spelled(word):
            for called in graph.calls.get(name, ()):
                if called.call not in seen and _may_be(called, kind):
                    seen.add(called.call)
                    yield Candidate(kind, called.call, called.owner, called.call)


def _may_be(called: Called, kind: OperationKind) -> bool:
    """`x.log()`, `torch.log(x)`; not `self.log("loss", x)`, not `x.argmax()` and `x.max(0)`, which ask for the best of
    several candidates, and not a `max` of which only the values are read."""
    call = called.call
    if kind is OperationKind.ARGMAX:
        if not _has_dimension(call):
            return False
        if last_word(call) in PAIRED and not indices_are_read(call, called.owner.node):
            return False
    if not call.args:
        return isinstance(call.func, ast.Attribute) or bool(call.keywords)
    first = call.args[0]
    return not isinstance(first, ast.Starred) and not (isinstance(first, ast.Constant) and isinstance(first.value, str))


def _has_dimension(call: ast.Call) -> bool:
    """Is there an argument that may be a dimension other than the first?"""
    given = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg in DIMENSION)]
    return any(
        isinstance(node, ast.UnaryOp)
        or (isinstance(node, ast.Constant) and type(node.value) is int and node.value != 0)
        for node in given
    )


def last_word(call: ast.Call) -> str:
    """`max` of `torch.max(x, 1)`."""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _thresholds(graph: NameGraph) -> Iterator[Candidate]:
    for compared in graph.thresholds:
        left, right = compared.node.left, compared.node.comparators[0]
        operand = right if isinstance(left, ast.Constant) else left
        if not isinstance(operand, ast.Constant):
            yield Candidate(OperationKind.THRESHOLD, compared.node, compared.owner, None, operand)


# -- hand-written softmax --------------------------------------------------------------------------------------------


def _shares(candidate: Candidate) -> Iterator[Candidate]:
    """The divisions of an exponential by its own sum, in the function of the exponential: `e / e.sum(1)`."""
    assert candidate.call is not None
    name = _name_given_to(candidate.call, candidate.owner.node)
    same = {ast.dump(candidate.call), *([] if name is None else [_loaded(name)])}
    sums = {_loaded(name) for name, _ in sums_in(candidate.owner.node, same)}
    for node in _inside(candidate.owner.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and ast.dump(node.left) in same:
            divisor = node.right
            if (sum_of(divisor, same) is not None or ast.dump(divisor) in sums) and _is_first(node.left, candidate):
                yield Candidate(candidate.kind, node, candidate.owner, candidate.call)


def _is_first(left: ast.expr, candidate: Candidate) -> bool:
    """The exponential may be written twice: the one that is divided counts."""
    return not isinstance(left, ast.Call) or left is candidate.call


def _name_given_to(value: ast.expr, scope: ast.AST) -> str | None:
    """The one name that the value is given to, if nothing else is ever given to that name here."""
    given = [
        (target.id, node.value)
        for node in statements(scope)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    name = next((name for name, what in given if what is value), None)
    return name if [n for n, _ in given].count(name or "") == 1 else None


def _loaded(name: str) -> str:
    return ast.dump(ast.Name(name, ast.Load()))


def _inside(scope: ast.AST) -> list[ast.AST]:
    """The nodes of a scope; those of functions in it as well: they are few, and a name of theirs is another name."""
    return walk(scope)
