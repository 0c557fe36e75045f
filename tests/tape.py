"""Real torch, watched and played again: what a program computes is written on a tape, and the lowest loss that free scores can
reach is looked for on it.

`Tape` records each call of torch while a program runs, and keeps the loss calls at the lines that are asked about. `lowest`
takes one of them, lets the outputs of the layers nearest to the loss be whatever they like (a model that could learn
everything), computes the rest of the way as the program did, and goes down.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten, tree_map

LAYERS = frozenset(
    "linear conv1d conv2d conv3d conv_transpose2d bilinear matmul __matmul__ __rmatmul__ bmm addmm einsum".split()
)
LOSSES = frozenset("cross_entropy nll_loss binary_cross_entropy binary_cross_entropy_with_logits".split())
STEPS, RATE = 60, 0.5
Line = tuple[str, int]  # file as the program's frames name it, line


@dataclass(frozen=True, slots=True)
class Step:
    """One call; `sources` are the steps that made its tensors, by the tensors' identity, and which of their results."""

    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any
    sources: Mapping[int, Step]

    @property
    def name(self) -> str:
        return getattr(self.func, "__name__", "")


class Tape(TorchFunctionMode):
    """Entered around a program; `met` are the loss calls at or below the given lines, as they came."""

    def __init__(self, lines: Mapping[Line, Any]) -> None:
        super().__init__()
        self._lines = lines
        self._makers: dict[int, tuple[Any, Step]] = {}  # with the tensor, so that its identity is not given away
        self.met: list[tuple[Any, Step]] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        sources = {id(t): self._makers[id(t)][1] for t in _tensors((args, kwargs)) if id(t) in self._makers}
        result = func(*args, **kwargs)
        step = Step(func, args, kwargs, result, sources)
        self._makers.update((id(tensor), (tensor, step)) for tensor in _tensors(result))
        if step.name in LOSSES:
            self.met += [(found, step) for line in _lines_now() if (found := self._lines.get(line)) is not None]
        return result


def _tensors(tree: Any) -> list[torch.Tensor]:
    return [leaf for leaf in tree_flatten(tree)[0] if isinstance(leaf, torch.Tensor)]


def _lines_now() -> Iterator[Line]:
    frame = sys._getframe(2)
    while frame.f_back is not None:
        yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def lowest(loss: Step) -> tuple[float, torch.Tensor]:
    """The lowest mean loss that free scores reach behind the loss call, and the target that it was graded against. Without
    weights and smoothing: a floor is said of one element, whatever it weighs."""
    call = inspect.signature(loss.func).bind(*loss.args, **loss.kwargs)
    plain = {"reduction": "mean", "weight": None, "pos_weight": None, "label_smoothing": 0.0}
    call.arguments |= {name: plain[name] for name in plain if name in call.signature.parameters}
    free: dict[int, torch.Tensor] = {}
    for _ in range(2):  # the first turn finds what is free
        value = _played(loss, call, free)
    assert free, "no layer stands before the loss"
    optimizer = torch.optim.Adam(free.values(), lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = _played(loss, call, free)
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return _played(loss, call, free).item(), call.arguments["target"]


def _played(loss: Step, call: inspect.BoundArguments, free: dict[int, torch.Tensor]) -> torch.Tensor:
    known: dict[int, Any] = {}

    def value(leaf: Any, sources: Mapping[int, Step]) -> Any:
        if not isinstance(leaf, torch.Tensor):
            return leaf
        step = sources.get(id(leaf))
        if step is None or not leaf.requires_grad:
            return leaf.detach()
        if step.name in LAYERS:
            if id(step) not in free:
                free[id(step)] = leaf.detach().clone().requires_grad_()
            return free[id(step)]
        if id(step) not in known:
            args, kwargs = tree_map(lambda each: value(each, step.sources), (step.args, step.kwargs))
            if step.name.endswith("_") and not step.name.endswith("__"):  # in place
                args = (args[0].clone(), *args[1:])
            known[id(step)] = step.func(*args, **kwargs)
        results = tree_flatten(step.result)[0]
        at = next(number for number, one in enumerate(results) if one is leaf)
        return tree_flatten(known[id(step)])[0][at]

    args, kwargs = tree_map(lambda each: value(each, loss.sources), (call.args, call.kwargs))
    outcome = loss.func(*args, **kwargs)
    assert isinstance(outcome, torch.Tensor)
    return outcome
