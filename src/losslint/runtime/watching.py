"""`watch`: the door of the live checks. Floor 6.

In: a piece of a program (a `with` block or a decorated function) that trains; out: the same findings as from source, as
warnings, as an exception, or in a list.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Literal, ParamSpec, Self, TypeVar

from losslint.diagnostic import Diagnostic, PairRow, Severity
from losslint.runtime import arrival, judge
from losslint.runtime.observe.hub import hub
from losslint.runtime.observe.recorder import ROUNDS, Look, Recorder
from losslint.trajectory import Trajectory

if TYPE_CHECKING:
    from torch.distributed import ProcessGroup
    from torch.nn import Module

P = ParamSpec("P")
R = TypeVar("R")
OnFinding = Literal["warn", "raise", "collect"]


class LossWarning(UserWarning):
    """A finding, as `on_finding="warn"` gives it."""


class LossError(Exception):
    """A finding, as `on_finding="raise"` gives it: `diagnostic` has all of it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(text(diagnostic))
        self.diagnostic = diagnostic


class watch:  # noqa: N801  # it reads as a word of the language: `with watch(): …`
    """Look at the loss calls made in a `with` block, or in a decorated function.

    `model` names the parameters in findings about them. `steps` is how many calls of each loss are looked at; by default the
    first few, and then single ones at distances that double up to eight seconds, for as long as the block lasts. A finding is a warning
    ("warn"), an exception at the loss call ("raise": once a few calls agree, at the latest at the end of the block), or only
    an entry of `findings` ("collect"). Only errors and warnings are warned of or raised. Needs torch.

    Raises ValueError for a number of steps below 1 or an unknown `on_finding`, and ImportError at the beginning of the block where
    there is no torch from 2.2 on.
    """

    def __init__(
        self, model: Module | None = None, *, steps: int | None = None, on_finding: OnFinding = "warn"
    ) -> None:
        if steps is not None and steps < 1:
            raise ValueError(f"steps must be at least 1, not {steps}")
        if on_finding not in ("warn", "raise", "collect"):
            raise ValueError(f"on_finding must be 'warn', 'raise' or 'collect', not {on_finding!r}")
        self._steps, self._on_finding = steps, on_finding
        self._recorder = Recorder(steps, judge.suspicious)
        self._recorder.names = {} if model is None else {id(p): name for name, p in model.named_parameters()}
        self._told: set[tuple[str, object]] = set()

    def __enter__(self) -> Self:
        arrival.required()
        hub().join(self._recorder, self._after)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        hub().leave(self._recorder)
        if self._on_finding == "warn" or (self._on_finding == "raise" and error is None):
            self._tell(self.findings)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """As a decorator: every call of the function is watched, each afresh."""
        steps, on_finding = self._steps, self._on_finding

        @functools.wraps(function)
        def watched(*args: P.args, **kwargs: P.kwargs) -> R:
            with watch(steps=steps, on_finding=on_finding):
                return function(*args, **kwargs)

        return watched

    @property
    def trajectory(self) -> Trajectory:
        """All that was seen so far."""
        return self._recorder.trajectory()

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings so far, advice included."""
        return judge.findings(self.trajectory)

    def gathered(self, group: ProcessGroup | None = None) -> tuple[Diagnostic, ...]:
        """The findings of all processes of a distributed job, each once, on the first of the group; none on the others.

        A collective call: every process of the group makes it. Without a process group the watch's own findings.
        """
        from torch import distributed

        if not (distributed.is_available() and distributed.is_initialized()):
            return self.findings
        first = distributed.get_rank(group) == 0
        everyone: list[Trajectory] | None = [self.trajectory] * distributed.get_world_size(group) if first else None
        to = 0 if group is None else distributed.get_global_rank(group, 0)
        distributed.gather_object(self.trajectory, everyone, dst=to, group=group)
        return judge.findings(*everyone) if everyone is not None else ()

    @property
    def pairs(self) -> tuple[PairRow, ...]:
        """Every loss call that was looked at, and what reached it."""
        return judge.rows(self.trajectory)

    @property
    def internal(self) -> tuple[str, ...]:
        """Failures of losslint itself, one text each; they never disturb the program."""
        return tuple(self._recorder.internal)

    def _after(self, recorder: Recorder, look: Look) -> None:
        """Behind a loss call that was looked at: tell as soon as a few calls agree."""
        site = recorder.sites[look.seen.key]
        agreed = min(ROUNDS, self._steps or ROUNDS)
        if self._on_finding != "collect" and site.looks == agreed:
            self._tell(self.findings)

    def _tell(self, findings: tuple[Diagnostic, ...]) -> None:
        for finding in findings:
            key = finding.code, finding.place
            if finding.severity is Severity.ADVICE or key in self._told:
                continue
            self._told.add(key)
            if self._on_finding == "raise":
                raise LossError(finding)
            _warn(finding)


def _warn(finding: Diagnostic) -> None:
    """At the user's own line, as if the warning stood there."""
    registry = sys.modules["__main__"].__dict__.setdefault("__warningregistry__", {})
    warnings.warn_explicit(LossWarning(text(finding)), None, finding.place.path, finding.place.line, registry=registry)


def text(finding: Diagnostic) -> str:
    """A finding on a few lines: what is wrong, where, and what led to it."""
    lines = [f"{finding.code} {finding.message}", f"  at {finding.place}"]
    lines += [f"  {step.place}: {step.message}" for step in finding.trail]
    return "\n".join(lines + ([f"  help: {finding.help}"] if finding.help else []))
