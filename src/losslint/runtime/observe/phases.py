"""The door of `nn.Module.train`: a program that goes from training to evaluation comes to losses that it had not called before.

Floor 3. In: a model is switched, by `train()` or `eval()`; out: one call of whoever waits where this may lead to other losses, and one
for the way back from an evaluation. It may where the program has not switched a model from this place before (a test behind
the last epoch, though the model is in evaluation already), and once in every window. The method's code is exchanged as a
loss function's is. Where models are switched faster than `PAUSE`, as in every step, it has its own code again until the next window.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

from losslint.runtime.observe import frames

_DOOR = "__losslint_phase__"
PAUSE = 0.001  # seconds between two calls that are not hasty: a call that is noticed costs a two-hundredth of it
HASTY = 5  # hasty calls more than others, after which the door is not set until the next window
PLACES = 1_000  # from which models are switched that are kept; a program with more makes its code on the fly


class Phases:
    """Waits for the next change of mode. Torch must have been imported."""

    def __init__(self, changed: Callable[[bool], None], returned: Callable[[], None]) -> None:
        import torch

        self._function: Any = torch.nn.Module.train
        self._original = self._function.__code__
        self._real = FunctionType(self._original, self._function.__globals__, "train", self._function.__defaults__)
        self._changed, self._returned = changed, returned
        self._fresh = True  # nobody was called in this window
        self._away = False  # in an evaluation, whose end is waited for
        self._places: set[object] = set()  # from which a model was switched, with the calls that led there
        self._hasty, self._last = 0, -1.0
        self._waits = False
        self._lock = threading.RLock()
        scope: dict[str, Any] = {}
        exec(f"def train(self, mode):\n    return {_DOOR}(self, mode)\n", scope)  # noqa: S102
        own = self._original
        self._code = scope["train"].__code__.replace(co_filename=own.co_filename, co_firstlineno=own.co_firstlineno)

    def wait(self) -> None:
        with self._lock:
            self._fresh, self._away, self._hasty, self._waits = True, False, 0, True
            self._function.__globals__[_DOOR] = self._entered
            self._function.__code__ = self._code

    def rest(self) -> None:
        with self._lock:
            self._function.__code__ = self._original

    def stop(self) -> None:
        """Nobody waits any more; to the next watch every place is a new one."""
        with self._lock:
            self._waits = False
            self._places.clear()
            self.rest()

    def _entered(self, module: Any, mode: bool) -> Any:
        self.rest()  # its children are told through the method itself
        self._notice(changes=module.training != mode, mode=mode, new=self._is_new(sys._getframe(2)))
        try:
            return self._real(module, mode)
        finally:
            now = time.monotonic()
            self._hasty = max(0, self._hasty + (1 if now - self._last < PAUSE else -1))
            self._last = now
            if self._waits and self._hasty < HASTY:
                self._function.__code__ = self._code

    def _notice(self, *, changes: bool, mode: bool, new: bool) -> None:
        if self._away and mode:
            self._away = False
            self._returned()
        elif new or (changes and self._fresh):
            self._fresh, self._away = False, not mode
            self._changed(mode)

    def _is_new(self, frame: FrameType | None) -> bool:
        way = frames.way(frame)
        if way in self._places or len(self._places) >= PLACES:
            return False
        self._places.add(way)
        return True
