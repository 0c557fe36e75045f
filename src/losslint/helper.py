"""Another process that does a part of the work and comes back with plain data. Floor 6.

It is a fork, so that all that was read and loaded is its own as well. Of what does not come back nothing is said here: whoever
asked does it as if nobody had been asked.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from losslint.record import dataclass
from losslint.runner import on_deep_stack

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Helper:
    """The process, and the pipe on which it answers."""

    process: int
    answer: int

    @classmethod
    def start(cls, task: Callable[[], Any]) -> Helper:
        """Have `task` done: what it gives is of the types that `marshal` knows. Raises OSError where no process is to be had.

        To be called while no other thread runs: a fork takes but one along."""
        reading, writing = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if process:
            os.close(writing)
            return cls(process, reading)
        try:
            data = marshal.dumps(on_deep_stack(task))
            with os.fdopen(writing, "wb") as stream:
                stream.write(data)
        finally:  # whatever happens: the rest of the program is not this process's
            os._exit(0)

    def result(self) -> Any:
        """What the task gave; None where it failed."""
        with os.fdopen(self.answer, "rb", closefd=False) as stream:
            data = stream.read()
        try:
            return marshal.loads(data)  # noqa: S302 - from a process of ours
        except (EOFError, ValueError, TypeError):
            return None

    def end(self) -> None:
        """It is not waited for longer than it takes to die."""
        from signal import SIGKILL

        os.close(self.answer)
        os.kill(self.process, SIGKILL)
        os.waitpid(self.process, 0)


def shared(mine: Callable[[], Result], others: Sequence[Callable[[], Any]]) -> tuple[Result, list[Any]]:
    """What `mine` gives, done by this process, and what the other tasks give, done by others meanwhile: None of one that failed;
    where no more processes are to be had, nothing of those that are left."""
    started: list[Helper] = []
    try:
        with suppress(OSError):
            started.extend(map(Helper.start, others))
        return on_deep_stack(mine), [helper.result() for helper in started]
    finally:
        for helper in started:
            helper.end()
