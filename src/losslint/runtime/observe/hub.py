"""The one place where this process's loss calls are met and handed to the watches. Floor 3.

In: recorders that want to look; out: nothing is on the program's way while none of them does. The doors of the loss functions,
and a hook behind the optimisers' steps, are there during a *window*: the first lasts until every site known has been
looked at a few times (or does not come by any more); the next open after distances that double up to eight seconds, each for
one look at every site that the program comes by. A clock in a thread of its own opens them, so that between windows no step of the program passes
through losslint at all. A window also stays open for a fiftieth of the distance before it, so that a phase that comes by now
and then (a validation) is met as well; and where the program switches a model from a place that is new, the next loss calls are
met though no window is open.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from losslint.forms import Form, unknown
from losslint.runtime.observe import frames, graph, losses, numbers, recorder
from losslint.runtime.observe.entrances import entrances
from losslint.runtime.observe.phases import Phases

if TYPE_CHECKING:
    from losslint.runtime.observe.tape import Tape

FIRST = 0.25  # seconds from the first window to the second
LONGEST = 8.0  # seconds between two windows
SHARE = 0.02  # of a distance: how long the window behind it stays open
EXPECTED = 8  # loss calls met after a model was switched
IN_VAIN = 8  # loss calls met in a row that nobody wanted: what is still due comes by in another window
TAPES = 2  # how often one site may ask for a tape

After = Callable[[recorder.Recorder, recorder.Look], None]


class Hub:
    """All that is watched in this process; `hub()` gives the one there is."""

    def __init__(self) -> None:
        self._watches: list[tuple[recorder.Recorder, After]] = []
        self._lock = threading.RLock()
        self._tapes = threading.local()
        self._clock: Clock | None = None
        self._phases: Phases | None = None
        self._lingers = False  # the window's own time is not over yet
        self._passed: set[object] = set()  # the ways to loss calls that nobody wants to look at in this window
        self._expected = 0  # loss calls that a change of phase makes worth meeting
        self._in_vain = 0  # loss calls met since the last one that was looked at
        self._steps: Any = None  # the handle of the hook behind the optimisers' steps

    # Watches come and go

    def join(self, watch: recorder.Recorder, after: After) -> None:
        with self._lock:
            self._watches.append((watch, after))
            self.open()
        self.follow()

    def leave(self, watch: recorder.Recorder) -> None:
        with self._lock:
            self._watches = [each for each in self._watches if each[0] is not watch]
            if not self._watches:
                self.close()
                self._lingers, self._expected = False, 0
                if self._clock is not None:
                    self._clock.stop()
                    self._clock = None
        self._unfollow()

    # Windows

    def open(self) -> None:
        from torch.optim.optimizer import register_optimizer_step_post_hook

        with self._lock:
            self._passed.clear()
            if self._phases is None:
                self._phases = Phases(self._phase, self._returned)
            self._phases.wait()
            entrances().open(self)
            if self._steps is None:
                self._steps = register_optimizer_step_post_hook(self._stepped)

    def close(self) -> None:
        with self._lock:
            entrances().close()
            if self._phases is not None:
                self._phases.stop()
            self._unhook()

    def _unhook(self) -> None:
        if self._steps is not None:
            self._steps.remove()
            self._steps = None

    def reopen(self) -> None:
        """A window of the schedule begins."""
        with self._lock:
            if not self._watches or os.getpid() != entrances().pid:
                return
            for watch, _ in self._watches:
                watch.renew()
            self._lingers = True
            self.open()

    def _phase(self, training: bool) -> None:
        """A model goes from training to evaluation or back: the next loss calls may be new ones."""
        if os.getpid() == entrances().pid and self._watches:
            self._expected = EXPECTED
            entrances().open(self)
            if not training:  # a loss without gradient, perhaps of a single batch
                self.follow(evaluation=True)

    def _returned(self) -> None:
        """The evaluation is over. A tape that met no loss in it ends."""
        if getattr(self._tapes, "evaluation", None) is not None:
            self._unfollow()

    def rest(self) -> None:
        """The window's own time is over: it closes with the first loss call that nobody wants to look at any more."""
        self._lingers = False

    def _close_if_satisfied(self) -> None:
        with self._lock:
            if self._lingers or self._expected > 0 or not self._watches:
                return
            if self._in_vain < IN_VAIN and not all(watch.satisfied for watch, _ in self._watches):
                return
            entrances().rest()
            self._unhook()
            if self._clock is None:  # with a limit as well: there may be losses that have not been called yet
                self._clock = Clock(self)
                _thread.start_new_thread(self._clock.run, ())  # no waiting for it to begin, as threading has it
            if self._clock is not None:
                self._clock.closed.set()

    # A loss call

    def passes(self, frame: FrameType) -> bool:
        """Was this way to a loss call met in this window, and nobody wanted to look?"""
        self._expected -= self._expected > 0
        if frames.way(frame) not in self._passed:
            return False
        self._in_vain += 1
        self._unfollow()
        self._close_if_satisfied()
        return True

    def seen(self, loss: str, arguments: Mapping[str, Any], frame: FrameType, proceed: Callable[[], Any]) -> Any:
        look, wanting = self._looked(loss, arguments, frame, self._unfollow())
        if look is None:
            self._passed.add(frames.way(frame))
            self._close_if_satisfied()
            return proceed()
        self._in_vain = 0
        try:
            value, raised = proceed(), None
        except Exception as error:
            self._record(look, wanting, None, str(error) or type(error).__name__)
            raise
        self._record(look, wanting, value, raised)
        for watch, after in wanting:
            after(watch, look)
        self.follow(only_where_open=True)
        return value

    def _looked(
        self, loss: str, arguments: Mapping[str, Any], frame: FrameType, tape: Tape | None
    ) -> tuple[recorder.Look | None, list[tuple[recorder.Recorder, After]]]:
        """What the call shows, and who wants to know. A defect of losslint is noted and costs the program nothing."""
        try:
            seen = losses.seen(loss, arguments, frame)
            wanting = [each for each in self._watches if seen is not None and each[0].wants(seen)]
            if seen is None or not wanting:
                return None, []
            output = _form(seen.output, tape)
            target = losses.target_form(seen, None if tape is None or seen.target is None else tape.form(seen.target))
            others = tuple((expects, _form(other, tape)) for expects, other in seen.others)
            return recorder.describe(seen, losses.observed(seen, output, target, others)), wanting
        except Exception as error:  # noqa: BLE001
            self._defect(error)
            return None, []

    def _record(
        self, look: recorder.Look, wanting: list[tuple[recorder.Recorder, After]], value: object, raised: str | None
    ) -> None:
        try:
            import torch

            looks = [(each, each.record(look, value, torch.is_grad_enabled(), raised)) for each, _ in wanting]
            if raised is None:
                _await_gradient(look, looks)
        except Exception as error:  # noqa: BLE001
            self._defect(error)

    def _stepped(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """Behind an optimiser's step: which parameters had no gradient?"""
        try:
            frame = sys._getframe(1)
            for watch, _ in list(self._watches):
                watch.stepped(optimizer.param_groups, lambda: frames.innermost(frame))
        except Exception as error:  # noqa: BLE001
            self._defect(error)

    def _defect(self, error: Exception) -> None:
        if os.environ.get("LOSSLINT_DEBUG"):
            traceback.print_exc()
        for watch, _ in self._watches:
            watch.internal.append(f"internal error while looking at a loss call: {type(error).__name__}: {error}")

    # The tape of this thread

    def follow(self, *, only_where_open: bool = False, evaluation: bool = False) -> None:
        """Run a tape up to the next loss call: at the beginning, into an evaluation, and where a site left a question open."""
        from losslint.runtime.observe import tape

        if getattr(self._tapes, "now", None) is not None or (only_where_open and not self._asked_for()):
            return
        new = tape.Tape(tape.EVALUATION if evaluation else tape.BUDGET)
        if tape.push(new):
            self._tapes.now, self._tapes.evaluation = new, new if evaluation else None

    def _asked_for(self) -> bool:
        asking = [
            site
            for watch, _ in self._watches
            for site in watch.sites.values()
            if site.open and site.due > 0 and site.tapes < TAPES
        ]
        for site in asking:
            site.tapes += 1
        return bool(asking)

    def _unfollow(self) -> Tape | None:
        from losslint.runtime.observe import tape

        running: Tape | None = getattr(self._tapes, "now", None)
        if running is not None:
            tape.pop(running)
            self._tapes.now = self._tapes.evaluation = None
        return running


def _form(tensor: Any, tape: Tape | None) -> Form:
    """By the tape where it followed this tensor, else by the graph."""
    noted = tape.form(tensor) if tape is not None else None
    if noted is not None and noted.known:
        return noted
    read = graph.form_of(tensor)
    return read if read.known or noted is None else unknown(noted.because or "", noted.trail)


def _await_gradient(look: recorder.Look, looks: list[tuple[recorder.Recorder, int]]) -> None:
    """Note the largest gradient that comes back to the output, once."""
    output = look.seen.output
    if not output.requires_grad or output.grad_fn is None:
        return
    key = look.seen.key

    def came(gradient: Any) -> None:
        handle.remove()
        largest = numbers.largest(gradient)
        for watch, number in looks:
            watch.gradient(key, number, largest)

    handle = output.register_hook(came)


class Clock:
    """Opens the windows behind the first, at distances that double to the longest; runs in a thread of its own."""

    def __init__(self, owner: Hub) -> None:
        self._owner = owner
        self._over = threading.Event()
        self.closed = threading.Event()

    def run(self) -> None:
        distance = FIRST
        while not self._over.wait(distance):
            self.closed.clear()
            self._owner.reopen()
            if self._over.wait(distance * SHARE):
                return
            self._owner.rest()
            self.closed.wait()
            distance = min(2 * distance, LONGEST)

    def stop(self) -> None:
        self._over.set()
        self.closed.set()


_made: list[Hub] = []


def hub() -> Hub:
    if not _made:
        _made.append(Hub())
    return _made[0]
