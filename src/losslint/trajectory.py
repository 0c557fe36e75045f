"""What a running program shows of its losses beside their forms: numbers, call by call. Floor 1, pure data.

`LiveSite` is a loss site as a run reached it; a `Sample` is one call of it that was looked at. The live rules read these;
the evidence file keeps them.
"""

from __future__ import annotations

from losslint.loss_site import LossCall
from losslint.place import Place
from losslint.record import dataclass, field


@dataclass(frozen=True, slots=True)
class Side:
    """One argument of a loss, as it came: its shape, its type (`float32`), its smallest and largest value (None where it has
    none, or they are not numbers), the share of its values that are no finite numbers, and the
    mean of the others."""

    shape: tuple[int, ...]
    dtype: str
    low: float | None = None
    high: float | None = None
    broken: float = 0.0
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One call of a loss. `call` counts the calls that were looked at, from 0; `at` is in seconds since the watch began.

    `value` is the mean of the loss's value, None if the call raised. `learning` tells whether gradients were on. `saturated` is
    the share of the outputs whose own slope is under a thousandth; `gradient` the largest absolute gradient that came back to
    the output (None if no backward was seen), nan or inf where it is broken.
    """

    call: int
    at: float
    value: float | None
    learning: bool
    output: Side
    target: Side | None = None
    saturated: float | None = None
    gradient: float | None = None
    raised: str | None = None


@dataclass(frozen=True, slots=True)
class LiveSite:
    """A loss call in the user's code, with what was seen there: the alternatives that differ, and the samples in order.

    `confirmed` is False where the values contradict the form, so that nothing is claimed.
    """

    place: Place
    calls: tuple[LossCall, ...]
    samples: tuple[Sample, ...] = ()
    confirmed: bool = True
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Untouched:
    """A parameter that an optimiser steps and that never got a gradient: its name in its model, its shape, and the step."""

    name: str
    shape: tuple[int, ...]
    place: Place
    steps: int


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One run: its loss sites, the parameters that nothing reached, what could not be looked at (a text each), and where
    an optimiser stepped so many times with gradients that are there and that all are zero."""

    sites: tuple[LiveSite, ...]
    untouched: tuple[Untouched, ...] = ()
    unseen: tuple[str, ...] = field(default=())
    idle: tuple[tuple[Place, int], ...] = ()
