"""What one watch has seen, site by site. Floor 3.

In: the loss calls that the hub lets it look at; out: a `Trajectory`. A site is the loss, its place in the user's code and the
calls that led to it. The first calls of each site are looked at; then it is asked for one more in each window of the
schedule. Nothing here holds on to a tensor or a model.
"""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from losslint.forms import Form
from losslint.loss_site import LossCall
from losslint.place import Place
from losslint.record import dataclass, field
from losslint.runtime.observe import losses, numbers
from losslint.trajectory import LiveSite, Sample, Side, Trajectory, Untouched

if TYPE_CHECKING:
    pass

ROUNDS = 3  # calls of a new site that are looked at in a row
SAMPLES = 200  # kept of one site at most
SITES = 500  # a program with more calls its losses from code that is made on the fly
ALTERNATIVES = 8  # different pairs kept of one site

Suspicion = Callable[[LossCall], bool]


@dataclass(slots=True)
class Site:
    """A loss site while it is being watched. `due` are the looks that it still wants in this window, `met` whether the program
    came by in it."""

    key: losses.Spot
    options: tuple[tuple[str, object], ...]
    due: int = ROUNDS
    looks: int = 0
    met: bool = True
    confirmed: bool = True
    calls: list[LossCall] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    gradients: dict[int, float] = field(default_factory=dict)
    lacks: bool = False  # a form or a line is still missing in what is kept
    open: bool = False  # the same, or it was missing in the last call: a tape could give it
    tapes: int = 0


@dataclass(slots=True)
class Look:
    """Everything about one call that all watches share."""

    seen: losses.Seen
    call: LossCall
    output: Side
    target: Side | None
    agrees: bool
    saturated: float | None


class Recorder:
    """`limit` is how many calls of each site are looked at in all; None: sampled for as long as the watch lasts."""

    def __init__(self, limit: int | None = None, suspicion: Suspicion = lambda _: False) -> None:
        self.limit = limit
        self.suspicion = suspicion
        self.names: dict[int, str] = {}  # of parameters, by their ids, where a model was given
        self.sites: dict[losses.Spot, Site] = {}
        self.internal: list[str] = []
        self.looked = 0
        self._started = time.monotonic()
        self._lock = threading.RLock()
        self._parameters: dict[int, tuple[weakref.ref[Any], str, int, Place]] = {}
        self._touched: set[int] = set()
        self._idle: dict[int, tuple[Place, int]] = {}  # by the groups of an optimiser, while its gradients are zero
        self._moved: set[int] = set()  # those of which a gradient was not

    def wants(self, seen: losses.Seen) -> bool:
        with self._lock:
            site = self.sites.get(seen.key)
            if site is None:
                if len(self.sites) >= SITES:
                    return False
                due = ROUNDS if self.limit is None else self.limit
                site = self.sites[seen.key] = Site(seen.key, seen.options, due)
            site.met = True
            return site.due > 0

    @property
    def satisfied(self) -> bool:
        """Has every site that the program came by in this window been looked at often enough for now?"""
        return bool(self.sites) and all(site.due <= 0 for site in self.sites.values() if site.met)

    def renew(self) -> None:
        """A new window: one more look at each site."""
        with self._lock:
            for site in self.sites.values():
                if self.limit is None or site.looks < self.limit:
                    site.due, site.met = max(site.due, 1), False

    def record(self, look: Look, value: object, learning: bool, raised: str | None) -> int:
        """Keep what was seen; returns the number of this look, for the gradient that comes later."""
        with self._lock:
            site = self.sites[look.seen.key]
            number, site.looks, site.due = site.looks, site.looks + 1, site.due - 1
            self.looked += 1
            site.confirmed = site.confirmed and look.agrees
            if _remember(site, look.call):
                site.lacks = any(_lacks(call, self.suspicion) for call in site.calls)
            site.open = site.lacks or not look.call.output.known
            if len(site.samples) >= SAMPLES:
                _thin(site)
            at = time.monotonic() - self._started
            result = None if raised is not None else numbers.mean_of(value)
            site.samples.append(
                Sample(number, at, result, learning, look.output, look.target, look.saturated, None, raised)
            )
            return number

    def gradient(self, key: losses.Spot, number: int, largest: float) -> None:
        with self._lock:
            self.sites[key].gradients[number] = largest

    def stepped(self, groups: Sequence[Mapping[str, Any]], place: Callable[[], Place | None]) -> None:
        """An optimiser stepped these groups of parameters: which of them have had no gradient so far, and was any not zero?"""
        touched = self._touched
        with self._lock:
            if id(groups) not in self._moved:
                self._not_moved(groups, place)
            for group, each in enumerate(groups):
                for index, parameter in enumerate(each["params"]):
                    if id(parameter) not in touched:
                        self._first_met(parameter, f"{group}.{index}", place)

    def _not_moved(self, groups: Sequence[Mapping[str, Any]], place: Callable[[], Place | None]) -> None:
        gradients = [each.grad for group in groups for each in group["params"] if each.grad is not None]
        if any(numbers.may_move(gradient) for gradient in gradients):
            self._moved.add(id(groups))
            self._idle.pop(id(groups), None)
        elif gradients and (at := place()) is not None:
            _, count = self._idle.get(id(groups), (at, 0))
            self._idle[id(groups)] = at, count + 1

    def _first_met(self, parameter: Any, name: str, place: Callable[[], Place | None]) -> None:
        key = id(parameter)
        if parameter.grad is not None:
            self._touched.add(key)
            self._parameters.pop(key, None)
        elif parameter.requires_grad and (at := place()) is not None:
            found = self._parameters.get(key)
            count = found[2] if found is not None and found[0]() is parameter else 0
            self._parameters[key] = (weakref.ref(parameter), name, count + 1, at)

    def trajectory(self, unseen: tuple[str, ...] = ()) -> Trajectory:
        with self._lock:
            sites = tuple(_site(site) for site in self.sites.values() if site.looks)
            lost = tuple(_untouched(*each, self.names) for each in self._parameters.values())
            return Trajectory(sites, lost, unseen, tuple(self._idle.values()))


def _thin(site: Site) -> None:
    """Keep the first samples, and of the others every second: the course of a long run stays whole."""
    del site.samples[ROUNDS::2]
    kept = {sample.call for sample in site.samples}
    site.gradients = {call: each for call, each in site.gradients.items() if call in kept}


def _remember(site: Site, call: LossCall) -> bool:
    """One call for each different pair; with the evidence of a tape once there is one. Is anything new?"""
    for index, known in enumerate(site.calls):
        if _same(known.output, call.output) and known.loss == call.loss:
            better = bool(call.output.trail) and not known.output.trail
        else:
            better = not known.output.known and call.output.known and len(site.calls) == 1
            if not better:
                continue
        if better:
            site.calls[index] = call
        return better
    new = len(site.calls) < ALTERNATIVES and (call.output.known or not site.calls)
    if new:
        site.calls.append(call)
    return new


def _same(left: Form, right: Form) -> bool:
    return (left.name, left.dim, left.part, left.under, left.units) == (
        right.name,
        right.dim,
        right.part,
        right.under,
        right.units,
    )


def _lacks(call: LossCall, suspicion: Suspicion) -> bool:
    return not call.output.known or (not call.output.trail and suspicion(call))


def _site(site: Site) -> LiveSite:
    samples = tuple(_with_gradient(sample, site.gradients.get(sample.call)) for sample in site.samples)
    return LiveSite(site.key.place, tuple(site.calls), samples, site.confirmed, site.options)


def _with_gradient(sample: Sample, gradient: float | None) -> Sample:
    from losslint.record import replace

    return sample if gradient is None else replace(sample, gradient=gradient)


def _untouched(parameter: weakref.ref[Any], name: str, steps: int, place: Place, names: dict[int, str]) -> Untouched:
    alive = parameter()
    if alive is None:
        return Untouched(name, (), place, steps)
    return Untouched(names.get(id(alive)) or _owned(alive) or name, tuple(alive.shape), place, steps)


def _owned(parameter: Any) -> str | None:
    """`Linear.weight`: the module that the parameter is a part of, found among those that refer to it."""
    for holder in gc.get_referrers(parameter):
        key = next((key for key, each in holder.items() if each is parameter), None) if type(holder) is dict else None
        for owner in gc.get_referrers(holder) if isinstance(key, str) else ():
            owners = [owner] if hasattr(owner, "_parameters") else gc.get_referrers(owner)
            named = [type(each).__name__ for each in owners if getattr(each, "_parameters", None) is holder]
            if named:
                return f"{named[0]}.{key}"
    return None


def describe(seen: losses.Seen, call: LossCall) -> Look:
    """A look at one call: its observation and its numbers."""
    tensor, other = seen.output, seen.target
    side = numbers.side(tensor)
    return Look(
        seen,
        call,
        side,
        None if other is None else numbers.side(other, mean=True),
        numbers.agrees(call.output, tensor, side),
        numbers.saturated(call.output, tensor),
    )
