"""The door of `nn.Module.train`: a program that goes from training to evaluation comes to losses that it had not called before.

Floor 3. In: a change of a model's mode; out: one call of whoever waits, and one for the way back from an evaluation. The method's
code is exchanged as a loss function's is, and it has its own again as soon as the door was entered; it is set anew in the next
window.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

_DOOR = "__losslint_phase__"
IDLE = 3  # calls that change nothing, after which the door is not set until the next window


class Phases:
    """Waits for the next change of mode. Torch must have been imported."""

    def __init__(self, changed: Callable[[bool], None], returned: Callable[[], None]) -> None:
        import torch

        self._function: Any = torch.nn.Module.train
        self._original = self._function.__code__
        self._real = FunctionType(self._original, self._function.__globals__, "train", self._function.__defaults__)
        self._changed, self._returned = changed, returned
        self._idle = 0
        self._away = False  # in an evaluation, whose end is waited for
        self._lock = threading.RLock()
        scope: dict[str, Any] = {}
        exec(f"def train(self, mode):\n    return {_DOOR}(self, mode)\n", scope)  # noqa: S102
        own = self._original
        self._code = scope["train"].__code__.replace(co_filename=own.co_filename, co_firstlineno=own.co_firstlineno)

    def wait(self) -> None:
        with self._lock:
            self._idle, self._away = 0, False
            self._function.__globals__[_DOOR] = self._entered
            self._function.__code__ = self._code

    def rest(self) -> None:
        with self._lock:
            self._function.__code__ = self._original

    def _entered(self, module: Any, mode: bool) -> Any:
        self.rest()  # its children are told through the method itself
        if module.training != mode:
            back, self._away = self._away, not self._away and not mode
            if back:
                self._returned()
            else:
                self._changed(mode)
            result = self._real(module, mode)
            if self._away:
                self._function.__code__ = self._code
            return result
        try:
            return self._real(module, mode)
        finally:
            self._idle += 1
            if self._idle < IDLE:
                self._function.__code__ = self._code
