"""One watched program, from before torch is there to its end. Floor 6; torch is not imported before the program does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.runtime import arrival
from losslint.trajectory import Trajectory

if TYPE_CHECKING:
    from losslint.runtime.observe.recorder import Look, Recorder


class Stop(SystemExit):
    """Ends the program: enough was seen."""

    def __init__(self) -> None:
        super().__init__(0)


class Session:
    """`steps` calls of each loss are looked at (None: sampled); after `stop_after` looks the program ends."""

    def __init__(self, steps: int | None = None, stop_after: int | None = None) -> None:
        self._steps, self._stop_after = steps, stop_after
        self._recorder: Recorder | None = None
        self._over = False
        self.unfit: str | None = None  # why what the program imported as torch cannot be watched

    def begin(self) -> None:
        """Watch from the moment that torch is there."""
        arrival.when_imported(self._join)

    def _join(self) -> None:
        self.unfit = arrival.unfit()
        if self.unfit is not None:  # the program runs as it would alone
            return
        from losslint.runtime import judge
        from losslint.runtime.observe.hub import hub
        from losslint.runtime.observe.recorder import Recorder

        self._recorder = Recorder(self._stop_after or self._steps, judge.suspicious)
        hub().join(self._recorder, self._after)

    def end(self) -> None:
        """Everything is as it was."""
        from losslint.runtime.observe.hub import hub

        if self._recorder is not None and not self._over:
            hub().leave(self._recorder)
        self._over = True

    def _after(self, recorder: Recorder, look: Look) -> None:
        if self._stop_after is not None and recorder.looked >= self._stop_after:
            raise Stop

    @property
    def trajectory(self) -> Trajectory:
        return Trajectory(()) if self._recorder is None else self._recorder.trajectory(tuple(self.unseen))

    @property
    def internal(self) -> tuple[str, ...]:
        return () if self._recorder is None else tuple(self._recorder.internal)

    @property
    def unseen(self) -> list[str]:
        """What could not be looked at, a sentence each."""
        from losslint.runtime.observe.entrances import entrances

        if self._recorder is None:
            return []
        return [f"{name} was called inside a compiled region and not looked at" for name in entrances().compiled]
