"""How a logarithm is written and used: guarded, negated, weighted, the activation beside it. Floor 3, syntax.

A guard before the logarithm (an epsilon, a clamp) is part of the operand's range; here are those that the range cannot
tell: a mask that leaves out small values, a clamp of the result.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis.frames import Frame
from losslint.analysis.operations.candidates import Candidate
from losslint.analysis.operations.shares import given_to, written
from losslint.analysis.parents import parents_of
from losslint.analysis.things import Bound, Made, Symbol
from losslint.forms import unknown
from losslint.observation import Operation, Trait
from losslint.record import replace
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Parents = dict[ast.AST, ast.AST]

CLAMPS = frozenset(
    "clamp clamp_ clamp_min clamp_min_ clip maximum max nan_to_num nan_to_num_ where masked_fill".split()
)
PASSES = frozenset("sum mean neg squeeze view reshape flatten unsqueeze nansum float to gather".split())
ACTIVATION = " is applied here"


def refined(ev: Evaluator, candidate: Candidate, frame: Frame, operation: Operation) -> Operation:
    """The traits; unknown where it is guarded in a way that the range does not show."""
    call = candidate.call
    assert call is not None
    scope = candidate.owner.node
    parents = parents_in(ev, scope)
    operand = operand_of(call)
    if is_clamped(call, parents) or is_masked(operand, scope):
        return replace(operation, operand=unknown("the logarithm is guarded", operation.operand.trail))
    traits: set[Trait] = set()
    nearby = is_nearby(ev, frame, operation)
    if nearby:
        traits.add(Trait.NEARBY)
    if any(is_complement(node) for node in written(operand, scope, set())):
        traits.add(Trait.COMPLEMENT)
    elif nearby:
        traits.add(Trait.UPRIGHT)
    used = uses(call, ast.dump(operand), parents)
    traits.update((Trait.ENTROPY,) if used is None else used)
    return replace(operation, traits=frozenset(traits))


def operand_of(call: ast.Call) -> ast.expr:
    """What the logarithm is taken of: `p` of `torch.log(p)` and of `p.log()`."""
    if call.args:
        return call.args[0]
    return call.func.value if isinstance(call.func, ast.Attribute) else call.func


def parents_in(ev: Evaluator, scope: ast.AST) -> Parents:
    known = ev.cache.get(("parents", scope))
    if known is None:
        known = ev.cache["parents", scope] = parents_of(scope)
    assert isinstance(known, dict)
    return known


def is_complement(node: ast.AST) -> bool:
    """`1 - p`."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and getattr(node.left, "value", None) == 1


# -- guards ----------------------------------------------------------------------------------------------------------


def is_clamped(call: ast.Call, parents: Parents) -> bool:
    """`torch.log(p).clamp(min=-100)`, `torch.where(p > 0, p.log(), zero)`."""
    parent = parents.get(call)
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Attribute):
        return parent.attr in CLAMPS
    if isinstance(parent, ast.BinOp):
        parent = parents.get(parent)
    if not isinstance(parent, ast.Call):
        return False
    func = parent.func
    return (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) in CLAMPS


def is_masked(operand: ast.expr, scope: ast.AST) -> bool:
    """`p[p > 0].log()`: a comparison with a number chose the values."""
    if not isinstance(operand, ast.Subscript):
        return False
    index = operand.slice
    values = [index, *(given_to(index.id, scope) if isinstance(index, ast.Name) else ())]
    return any(
        isinstance(node, ast.Compare) and ast.dump(node.left) == ast.dump(operand.value)
        for value in values
        for node in walk(value)
    )


# -- traits ----------------------------------------------------------------------------------------------------------


def is_nearby(ev: Evaluator, frame: Frame, operation: Operation) -> bool:
    """Is the activation applied in the very function of the logarithm, by a function or a module that is nothing else?"""
    applied = [step.place for step in operation.operand.trail if ACTIVATION in step.message]
    if not applied or applied[-1].path != operation.place.path:
        return False
    call = next((call for call in ev.scope(frame.node).calls if ev.place(call, frame) == applied[-1]), None)
    return call is not None and any(isinstance(t, Symbol | Bound | Made) for t, _ in ev.value(call.func, frame))


def uses(start: ast.expr, own: str, parents: Parents, seen: frozenset[str] = frozenset()) -> frozenset[Trait] | None:
    """How the logarithm goes on: negated, weighted by something else than what it is taken of (`own`, as text). A name
    that it is given to is followed. None where it is no likelihood: an entropy, a squared difference."""
    found = set[Trait]()
    node: ast.AST = start
    while (parent := parents.get(node)) is not None:
        match parent:
            case ast.BinOp(op=ast.Pow()):
                return None
            case (
                ast.BinOp(op=ast.Mult() | ast.MatMult(), left=left, right=right)
                | ast.Call(func=ast.Attribute(attr="mul" | "multiply"), args=[left, right])
            ):
                other = right if left is node else left
                if isinstance(other, ast.UnaryOp) and isinstance(other.operand, ast.Constant):
                    found.add(Trait.NEGATED)
                elif own in ast.dump(other):
                    return None
                elif not isinstance(other, ast.Constant):
                    found.add(Trait.WEIGHTED)
            case ast.UnaryOp(op=ast.USub()) | ast.Attribute(attr="neg"):
                found.add(Trait.NEGATED)
            case ast.BinOp(op=ast.Sub(), right=right) if right is node:
                found.add(Trait.NEGATED)
            case ast.BinOp() | ast.Attribute() | ast.Starred():
                pass
            case ast.Subscript(value=value) if value is node:
                pass
            case ast.Call(func=ast.Attribute(attr=name)) if name in PASSES:
                pass
            case ast.Assign(targets=[ast.Name(id=name)]) if name not in seen:
                return followed(name, own, parents, seen | {name}, found)
            case _:
                break
        node = parent
    return frozenset(found)


def followed(name: str, own: str, parents: Parents, seen: frozenset[str], found: set[Trait]) -> frozenset[Trait] | None:
    """The same of every place where the name is read."""
    for node in parents:
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            further = uses(node, own, parents, seen)
            if further is None:
                return None
            found |= further
    return frozenset(found)
