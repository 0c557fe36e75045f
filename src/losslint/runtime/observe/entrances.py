"""The entrances of torch's loss functions, watched while a probe is on. Floor 3.

In: the loss functions that the stubs know; out: a call of `Observer.seen` for each of their calls. While a probe is on, the
code of each function is exchanged for a door of the same signature that leads to the observer and then to the function as it
was; afterwards a function that was called has its own code again, so that between probes nothing of losslint is on the way
(one that was never called keeps its door: the first steps of every loss are wanted, whenever they come). An exchange of *code* is
seen by everyone who imported the function early, by every loss module (they all call these functions) and by every thread,
and leaves the function the object it is: TorchScript and torch.compile know it by that. A function that is met inside a region
that is being compiled gets its own code back at once, until the watch is over.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
from collections.abc import Callable, Mapping
from types import CodeType, FrameType, FunctionType
from typing import Any, Protocol

from losslint.runtime.observe import stubs

MODULE = "torch.nn.functional"
_DOOR = "__losslint_door__"


class Observer(Protocol):
    """Who wants to know of loss calls."""

    def passes(self, frame: FrameType) -> bool:
        """Does nobody want to know of a call from this frame? Asked first, and by far the most often."""

    def seen(self, loss: str, arguments: Mapping[str, Any], frame: FrameType, proceed: Callable[[], Any]) -> Any:
        """A call of `loss` from `frame`: call `proceed` once and return what it returns."""


class Entrance:
    """One loss function and its door."""

    def __init__(self, index: int, name: str, function: FunctionType) -> None:
        self.name = name
        self.function = function
        self.original = function.__code__
        self.parameters = tuple(inspect.signature(function).parameters)
        self.door = _door(index, function)
        self.called = False
        self.compiled = False  # met in a region that is being compiled: left alone from then on
        self.real = FunctionType(self.original, function.__globals__, function.__name__, function.__defaults__)
        self.real.__kwdefaults__ = function.__kwdefaults__

    def open(self) -> None:
        if not self.compiled:
            self.function.__code__ = self.door

    def close(self) -> None:
        self.function.__code__ = self.original


def _door(index: int, function: FunctionType) -> CodeType:
    """Code with the function's own signature that hands its arguments to `Entrances.enter`."""
    parameters = inspect.signature(function).parameters.values()
    words: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        words.append(parameter.name)
    names = [parameter.name for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
    named = [
        f"{parameter.name!r}: {parameter.name}" for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY
    ]
    handed = f"({', '.join([*names, ''])}), {{{', '.join(named)}}}"
    text = f"def {function.__name__}({', '.join(words)}):\n    return {_DOOR}({index}, {handed})\n"
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102  # made of the names of torch's own parameters
    code: CodeType = scope[function.__name__].__code__
    # The source that tools read for this function stays torch's.
    return code.replace(co_filename=function.__code__.co_filename, co_firstlineno=function.__code__.co_firstlineno)


class Entrances:
    """All of them: opened while anybody observes."""

    def __init__(self) -> None:
        functional = sys.modules[MODULE]
        names = sorted(stubs.knowledge().loss_functions(MODULE))
        found = [(name, getattr(functional, name, None)) for name in names]
        functions = [(name, each) for name, each in found if isinstance(each, FunctionType) and not each.__closure__]
        self._all = [Entrance(index, name, each) for index, (name, each) in enumerate(functions)]
        self._compiled: set[str] = set()
        self._inside = threading.local()
        self._lock = threading.RLock()
        self._observer: Observer | None = None
        self.pid = os.getpid()
        functional.__dict__[_DOOR] = self.enter

    @property
    def compiled(self) -> list[str]:
        """The losses that were met inside compiled regions, in this process."""
        return sorted(self._compiled)

    def open(self, observer: Observer) -> None:
        with self._lock:
            self._observer = observer
            for entrance in self._all:
                entrance.open()

    def rest(self) -> None:
        """Shut the doors that the program passes through."""
        with self._lock:
            for entrance in self._all:
                if entrance.called:
                    entrance.close()

    def close(self) -> None:
        with self._lock:
            self._observer = None
            for entrance in self._all:
                entrance.close()
                entrance.called = entrance.compiled = False

    def enter(self, index: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A door was entered: once for each call, however often torch dispatches it."""
        entrance, observer = self._all[index], self._observer
        if observer is None or getattr(self._inside, "now", False) or os.getpid() != self.pid:
            return entrance.real(*args, **kwargs)
        entrance.called = True
        if _compiling(args[0]):
            entrance.compiled = True
            self._compiled.add(entrance.name)
            entrance.close()
            return entrance.real(*args, **kwargs)
        frame = sys._getframe(2)
        if observer.passes(frame):
            return entrance.real(*args, **kwargs)
        arguments = {**dict(zip(entrance.parameters, args, strict=False)), **kwargs}
        self._inside.now = True
        try:
            return observer.seen(entrance.name, arguments, frame, lambda: entrance.real(*args, **kwargs))
        finally:
            self._inside.now = False


def _compiling(tensor: object) -> bool:
    """Is this no real run but a tracer's (torch.compile, export, fake tensors)?"""
    import torch

    return torch.compiler.is_compiling() or type(tensor).__name__ in ("FakeTensor", "FunctionalTensor", "Proxy")


_made: list[Entrances] = []


def entrances() -> Entrances:
    """The one set of doors of this process. Torch must have been imported."""
    if not _made:
        _made.append(Entrances())
    return _made[0]
