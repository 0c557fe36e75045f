"""The tape: a torch function mode that follows forms forwards, operation by operation. Floor 3.

In: the torch functions that the program calls while the tape runs; out: the form of a tensor, with the user's line that made
it, also where no gradient is kept and where a constant counts (which the autograd graph does not have). It runs from one loss
call to the next, and only where the graph left a question open. What an operation does to a form is said by the stubs.

The tape is put at the bottom of the thread's stack of modes (above a default device, which claims that place), so that a mode
of the user's own may begin or end in between. It never runs where torch.compile is in use: a mode on the stack would be
compiled with the program.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._device import DeviceContext

from losslint.forms import Form, FormName, form
from losslint.knowledge.effects import PARAMETER, UNKNOWN_ARGUMENT
from losslint.knowledge.phrases import applied
from losslint.operations import ELLIPSIS, FULL, MASK, NEW_AXIS, SOME, At, Index, Span, select
from losslint.place import Step
from losslint.record import replace
from losslint.runtime.observe import frames, graph, stubs

EVALUATION = 5_000  # of the one that follows a model into an evaluation: a batch or two
BUDGET = 200_000  # calls that one tape follows; behind that the program is not at its training yet
_REFLECTED = {"__rsub__": "rsub", "__rdiv__": "__rtruediv__", "__pow__": "pow", "__rpow__": "__rpow__"}
_PROPERTIES = frozenset({"T", "mT", "H", "data"})
_NAMES = {"torch._C._nn": "torch.nn.functional", "torch._tensor": "torch.Tensor", "torch._C._special": "torch.special"}


class Tape(TorchFunctionMode):
    """One period of following. `form` answers for tensors that are still the ones that were noted."""

    def __init__(self, budget: int = BUDGET) -> None:
        super().__init__()
        self._forms: dict[int, tuple[weakref.ref[torch.Tensor], int, Form]] = {}
        self._left = budget
        self._pid = os.getpid()

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if self._left > 0 and isinstance(result, (torch.Tensor, tuple)) and type(result) is not torch.Size:
            self._left -= 1
            with suppress(Exception):  # what cannot be followed is unknown, and never the program's trouble
                self._note(func, args, kwargs or {}, result, sys._getframe(1))
        return result

    def form(self, tensor: torch.Tensor) -> Form | None:
        """What was noted of this very tensor, unless it was written to since."""
        found = self._forms.get(id(tensor))
        if found is None or found[0]() is not tensor or found[1] != tensor._version:
            return None
        return found[2]

    def _note(
        self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any], result: Any, frame: FrameType
    ) -> None:
        name = _qualified(func)
        if name is None or os.getpid() != self._pid:
            return
        found = self._selected(args, result) if name.endswith(".__getitem__") else self._called(name, args, kwargs)
        if found is None:
            return
        tensors = (
            [result]
            if isinstance(result, torch.Tensor)
            else [each for each in result if isinstance(each, torch.Tensor)]
        )
        forms = list(found) if isinstance(found, tuple) else [found] * len(tensors)
        before = self._operand_name(args)
        for tensor, made in zip(tensors, forms, strict=False):
            if isinstance(made, Form):
                self._keep(tensor, _placed(_exact(made, tensor), before, name, frame))

    def _keep(self, tensor: torch.Tensor, made: Form) -> None:
        key = id(tensor)
        forms = self._forms
        gone = weakref.ref(tensor, lambda _: forms.pop(key, None))
        forms[key] = (gone, tensor._version, made)

    def _called(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> stubs.Forms | None:
        known = stubs.summaries(name)
        if not known:
            return None
        translated = {key: self._argument(value) for key, value in stubs.bound(known[0], args, kwargs).items()}
        return stubs.forms_of(name, translated)

    def _selected(self, args: tuple[Any, ...], result: torch.Tensor) -> Form | None:
        operand = self._argument(args[0])
        index = args[1] if isinstance(args[1], tuple) else (args[1],)
        return select(operand, tuple(_index(item) for item in index)) if isinstance(operand, Form) else None

    def _argument(self, value: Any) -> object:
        """An argument as effects take it: a form, a parameter, a constant, several."""
        if isinstance(value, torch.nn.Parameter):
            return PARAMETER
        if isinstance(value, torch.Tensor):
            return self.form(value) or (graph.form_of(value) if value.grad_fn is not None else _data(value))
        if isinstance(value, (tuple, list)):
            return tuple(self._argument(item) for item in value)
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        return (
            f"torch.{value}".replace("torch.torch.", "torch.") if isinstance(value, torch.dtype) else UNKNOWN_ARGUMENT
        )

    def _operand_name(self, args: tuple[Any, ...]) -> FormName | None:
        first = args[0] if args else None
        noted = self.form(first) if isinstance(first, torch.Tensor) else None
        return noted.name if noted is not None else None


def _qualified(func: Callable[..., Any]) -> str | None:
    """The name that the stubs have for a torch function."""
    name: str = getattr(func, "__name__", "")
    if name == "__get__":
        name = getattr(getattr(func, "__self__", None), "__name__", "")
        return f"torch.Tensor.{name}" if name in _PROPERTIES else None
    name = _REFLECTED.get(name, name)
    if getattr(func, "__objclass__", None) is torch._C.TensorBase:
        return f"torch.Tensor.{name}"
    module = getattr(func, "__module__", None) or "torch"
    return f"{_NAMES.get(module, module)}.{name}"


def _index(item: Any) -> Index:
    if item is None:
        return NEW_AXIS
    if item is Ellipsis:
        return ELLIPSIS
    if isinstance(item, bool) or (isinstance(item, torch.Tensor) and item.dtype is torch.bool):
        return MASK
    if isinstance(item, int):
        return At(item)
    if isinstance(item, slice):
        whole = item == slice(None)
        return FULL if whole else Span(item.start, item.stop, item.step is None)
    return SOME


def _data(tensor: torch.Tensor) -> Form:
    return form(FormName.INPUT_DATA)


def _exact(made: Form, tensor: torch.Tensor) -> Form:
    """With the real rank, and the softmax's dimension counted from the front."""
    rank = tensor.dim()
    dim = made.dim % rank if made.dim is not None and rank else None
    return replace(made, rank=rank, dim=dim) if made.known else made


def _placed(made: Form, before: FormName | None, name: str, frame: FrameType) -> Form:
    """With the user's line, where the operation changed what the values are."""
    if not made.known or made.name in (before, FormName.INPUT_DATA):
        return made
    own = frames.users(frame)
    trail = made.trail if made.under else ()
    return replace(made, trail=(*trail, *(Step(frames.place(each), applied(made.name, name)) for each in own[:1])))


# The stack of modes


def push(tape: Tape) -> bool:
    """Begin to follow, in this thread. False where torch.compile is in use."""
    if _compiles():
        return False
    torch.compile = _compile
    _rebuilt(lambda modes: [*modes[: _devices(modes)], tape, *modes[_devices(modes) :]])
    return True


def pop(tape: Tape) -> None:
    """Follow no longer, in this thread; the user's modes stay as they are."""
    torch.compile = _TORCH_COMPILE
    if any(mode is tape for mode in _modes()):
        _rebuilt(lambda modes: [mode for mode in modes if mode is not tape])


_TORCH_COMPILE = torch.compile


def _compile(*args: Any, **kwargs: Any) -> Any:
    """Stands for torch.compile while a tape runs: it ends there."""
    for mode in _modes():
        if isinstance(mode, Tape):
            pop(mode)
    return _TORCH_COMPILE(*args, **kwargs)


def _devices(modes: list[Any]) -> int:
    return sum(isinstance(mode, DeviceContext) for mode in modes[:1])


def _modes() -> list[Any]:
    return [torch._C._get_function_stack_at(at) for at in range(torch._C._len_torch_function_stack())]


def _rebuilt(change: Callable[[list[Any]], list[Any]]) -> None:
    modes = _modes()
    for _ in modes:
        torch._C._pop_torch_function_stack()
    for mode in change(modes):
        torch._C._push_on_torch_function_stack(mode)


def _compiles() -> bool:
    """Was anything handed to torch.compile in this process?"""
    eval_frame = sys.modules.get("torch._dynamo.eval_frame")
    backends = getattr(eval_frame, "cached_backends", {}).values()
    return torch.compiler.is_compiling() or any(backend is not None for backend in backends)
