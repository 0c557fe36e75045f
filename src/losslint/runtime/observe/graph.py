"""The form of a tensor read from its autograd graph, backwards from where it is used. Floor 3.

In: a tensor with a gradient; out: its `Form`. Each node is looked up in `nodes.py`; its operands' forms are asked first. The
shapes are those of the run, so every dimension is exact and counted from the front. What the table does not say is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects import PARAMETER, UNKNOWN_ARGUMENT
from losslint.operations import FULL, At, Span, axes, binary, carry, keeping, select
from losslint.record import replace
from losslint.runtime.observe import stubs
from losslint.runtime.observe.nodes import NODES, OPAQUE, RECURRENT, REPARAMETERISED, STRUCTURE, WEIGHT, stem

if TYPE_CHECKING:
    from torch import Tensor

DEPTH = 60  # nodes between a loss and the layer that gives the scores; deeper is a network, not a head
WEIGHT_DEPTH = 5  # nodes between a layer and the leaf that is its weight
_HIGHEST = 2**63
Node = Any  # torch gives its nodes no public type
Known = dict[tuple[Node, int], Form]  # what is known already: a recurrent network leads back to one node on many ways
Operand = object  # a Form, PARAMETER, or UNKNOWN_ARGUMENT for what has no gradient


def form_of(tensor: Tensor) -> Form:
    """What is known of the tensor's values. A leaf (data, a parameter) has no graph: unknown."""
    if tensor.grad_fn is None:
        return unknown("no gradient leads to this tensor")
    if _is_layer(stem(tensor.grad_fn.name()), tensor.grad_fn):
        return _scores(tensor.dim())
    return _form(tensor.grad_fn, tensor.output_nr, DEPTH, {})


def reaches(tensor: Tensor, kinds: Iterable[str], limit: int = 2000) -> str | None:
    """The first of these kinds of node that lies anywhere behind the tensor."""
    wanted, queue = set(kinds), [tensor.grad_fn]
    seen: set[Node] = set()
    while queue and len(seen) < limit:
        node = queue.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if stem(node.name()) in wanted:
            return stem(node.name())
        queue += [behind for behind, _ in node.next_functions]
    return None


def _operand(node: Node, output: int, depth: int, known: Known) -> Operand:
    if node is None:
        return UNKNOWN_ARGUMENT
    return PARAMETER if _is_parameter(node) else _form(node, output, depth - 1, known)


def _is_parameter(node: Node) -> bool:
    """A leaf, perhaps transposed or with its norm apart (the weight of a layer)."""
    for _ in range(WEIGHT_DEPTH):
        kind = stem(node.name())
        if kind == "AccumulateGrad":
            return True
        if (kind not in STRUCTURE and kind not in REPARAMETERISED) or node.next_functions[0][0] is None:
            return False
        node = node.next_functions[0][0]
    return False


def _form(node: Node, output: int, depth: int, known: Known) -> Form:
    form = known.get((node, output))
    if form is None:
        form = known[node, output] = _ranked(_found(node, output, depth, known), _shape(node, output))
    return form


def _found(node: Node, output: int, depth: int, known: Known) -> Form:
    kind = stem(node.name())
    if depth <= 0:
        return unknown("too many operations between the layer and the loss")
    if kind in OPAQUE:
        return unknown(OPAQUE[kind])
    if kind == "AccumulateGrad":
        return unknown("a parameter is used as the output")
    if kind in RECURRENT:
        return carry(FormName.TANH)
    if _is_layer(kind, node):  # scores, whatever went in: the network before is left alone
        return _SCORES
    inputs = [_operand(behind, index, depth, known) for behind, index in node.next_functions]
    return _made(kind, node, output, inputs)


def _made(kind: str, node: Node, output: int, inputs: list[Operand]) -> Form:
    if kind in STRUCTURE:
        return _moved(kind, node, output, inputs[0] if inputs else UNKNOWN_ARGUMENT)
    if kind in WEIGHT:
        return _weighted(inputs)
    if kind == "Add":
        return _added(inputs)
    if kind in ("Cat", "Stack"):
        return _joined(kind, node, inputs)
    if kind in NODES:
        return _known(kind, node, inputs)
    return unknown(f"{kind} is not followed")


def _known(kind: str, node: Node, inputs: list[Operand]) -> Form:
    """As the stub of the function that made the node says."""
    known = NODES[kind]
    arguments: dict[str, object] = dict(zip(known.operands, inputs, strict=False))
    arguments |= {name: _constant(node, attribute) for name, attribute in known.constants if hasattr(node, attribute)}
    return stubs.form_of(known.function, {name: value for name, value in arguments.items() if value is not None})


def _constant(node: Node, attribute: str) -> object:
    """A saved constant; torch keeps negative dimensions as unsigned numbers."""
    value = getattr(node, attribute)
    if isinstance(value, int) and value >= _HIGHEST:
        return value - 2 * _HIGHEST
    if isinstance(value, (tuple, list)):
        return tuple(item - 2 * _HIGHEST if isinstance(item, int) and item >= _HIGHEST else item for item in value)
    return value


def _is_layer(kind: str, node: Node) -> bool:
    """Does a parameter stand where such a node takes a layer's weight?"""
    if kind not in WEIGHT:
        return False
    behind = node.next_functions
    return any(at < len(behind) and behind[at][0] is not None and _is_parameter(behind[at][0]) for at in WEIGHT[kind])


def _weighted(inputs: list[Operand]) -> Form:
    forms = [operand for operand in inputs[-2:] if isinstance(operand, Form)]
    return binary("@", forms[0], forms[1]) if len(forms) == 2 else unknown("a product with what is no parameter")


def _added(inputs: list[Operand]) -> Form:
    left, right = inputs
    if PARAMETER in (left, right):
        form = right if left is PARAMETER else left
        keeps = isinstance(form, Form) and form.name is FormName.LOGITS
        return form if keeps and isinstance(form, Form) else unknown("a parameter is added")
    return stubs.form_of("torch.add", {"input": left, "other": right})


def _joined(kind: str, node: Node, inputs: list[Operand]) -> Form:
    if not all(isinstance(operand, Form) for operand in inputs):
        return unknown("joined with what has no gradient")
    dim = _constant(node, "_saved_dim")
    return stubs.form_of(f"torch.{kind.lower()}", {"tensors": tuple(inputs), "dim": dim})


# Dimensions


def _moved(kind: str, node: Node, output: int, operand: Operand) -> Form:
    """The same values in other places."""
    if operand is PARAMETER:
        return unknown("a parameter is used as the output")
    if not isinstance(operand, Form):
        return unknown("no gradient leads to this tensor")
    before = _shape(node.next_functions[0][0], node.next_functions[0][1])
    mover = _MOVES.get(kind, _reshaped)
    return mover(operand, node, before, _shape(node, output), output) if before is not None else axes.anywhere(operand)


Shape = tuple[int, ...] | None


def _reshaped(form: Form, node: Node, before: tuple[int, ...], after: Shape, _: int) -> Form:
    """A dimension goes where as many values lie within one step of it, and there are as many steps."""
    if before == after:
        return form

    def move(axis: int) -> int | None:
        inside = math.prod(before[axis + 1 :])
        places = [at for at, size in enumerate(after or ()) if size == before[axis]]
        fitting = [at for at in places if math.prod((after or ())[at + 1 :]) == inside]
        return fitting[0] if fitting and before[axis] != 1 else None

    moved = axes.mapped(form, move, None if after is None else len(after))
    merged = form.dim is not None and moved.dim is None and form.name in (FormName.SOFTMAX, FormName.LOG_SOFTMAX)
    return keeping.structure(moved) if merged else moved


def _transposed(form: Form, node: Node, before: tuple[int, ...], _after: Shape, _: int) -> Form:
    rank = len(before)
    first, second = _constant(node, "_saved_dim0"), _constant(node, "_saved_dim1")
    if not isinstance(first, int) or not isinstance(second, int):
        return axes.anywhere(form)
    return axes.exchanged(form, first % rank, second % rank)


def _turned(form: Form, _node: Node, before: tuple[int, ...], _after: Shape, _: int) -> Form:
    return axes.exchanged(form, 0, 1) if len(before) == 2 else form


def _permuted(form: Form, node: Node, before: tuple[int, ...], _after: Shape, _: int) -> Form:
    order = _constant(node, "_saved_dims")
    return axes.permuted(form, [axis % len(before) for axis in order]) if isinstance(order, tuple) else form


def _unsqueezed(form: Form, node: Node, before: tuple[int, ...], _after: Shape, _: int) -> Form:
    dim = _constant(node, "_saved_dim")
    return axes.inserted(form, dim % (len(before) + 1)) if isinstance(dim, int) else axes.anywhere(form)


def _selected(form: Form, node: Node, before: tuple[int, ...], _after: Shape, _: int) -> Form:
    dim, index = _constant(node, "_saved_dim"), _constant(node, "_saved_index")
    if not isinstance(dim, int) or not isinstance(index, int):
        return axes.anywhere(form)
    return select(form, (*(FULL for _ in range(dim % len(before))), At(index)))


def _sliced(form: Form, node: Node, before: tuple[int, ...], after: Shape, _: int) -> Form:
    dim = _constant(node, "_saved_dim")
    if before == after:
        return form
    if not isinstance(dim, int):
        return axes.anywhere(form)
    return select(form, (*(FULL for _ in range(dim % len(before))), Span(1, None)))


def _split(form: Form, node: Node, before: tuple[int, ...], after: Shape, _: int) -> Form:
    return _sliced(form, node, before, after, 0)


def _unbound(form: Form, node: Node, before: tuple[int, ...], _after: Shape, output: int) -> Form:
    dim = _constant(node, "_saved_dim")
    if not isinstance(dim, int):
        return axes.anywhere(form)
    return select(form, (*(FULL for _ in range(dim % len(before))), At(output)))


_MOVES: dict[str, Callable[[Form, Node, tuple[int, ...], Shape, int], Form]] = {
    "Transpose": _transposed,
    "T": _turned,
    "Permute": _permuted,
    "Unsqueeze": _unsqueezed,
    "Select": _selected,
    "Slice": _sliced,
    "Split": _split,
    "SplitWithSizes": _split,
    "Unbind": _unbound,
}


def _shape(node: Node, output: int) -> Shape:
    """The shape of what the node made, from what torch keeps to check gradients by."""
    try:
        return tuple(map(int, node._input_metadata[output].shape))
    except (AttributeError, IndexError, TypeError, RuntimeError):
        return None


def _ranked(form: Form, shape: Shape) -> Form:
    """With the real rank, and the softmax's dimension counted from the front."""
    if shape is None or not form.known:
        return form
    if form is _SCORES:
        return _scores(len(shape))
    dim = None if form.dim is None else form.dim % len(shape) if shape else None
    return replace(form, rank=len(shape), dim=dim)


_SCORES = carry(FormName.LOGITS)  # what nearly every loss is given, and always the same


@cache
def _scores(rank: int) -> Form:
    return replace(_SCORES, rank=rank)
