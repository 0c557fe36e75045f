"""The progress of a long run, on a terminal only. Floor 7."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

PATIENCE, INTERVAL = 2.0, 0.1  # seconds: before the first sign, and between two
CLEAR = "\r\x1b[2K"


class ProgressLine:
    """One line on stderr, from the time when a run has taken longer than `PATIENCE`."""

    def __init__(self, *, terminal: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = clock() + PATIENCE
        self._terminal = terminal
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        if self._terminal and (now := self._clock()) >= self._next:
            self._next = now + INTERVAL
            self._shown = True
            self._write(f"{CLEAR}losslint: {done} of {total} files")

    def clear(self) -> None:
        if self._shown:
            self._write(CLEAR)

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
