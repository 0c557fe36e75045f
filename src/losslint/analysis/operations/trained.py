"""Which losses grade an output: the same scores, from the same layer. Floor 3.

An output is known by the layer that its scores come from: by where that is built, and by where the module that holds it makes
it, if a module does. So "the same output" is one position of one model's output, whoever holds it and wherever it is called.
"""

from __future__ import annotations

from collections.abc import Iterable

from losslint.analysis import bounds
from losslint.forms import Form, FormName
from losslint.loss_site import Loss, LossSite
from losslint.observation import Operation
from losslint.place import Place, Step
from losslint.record import dataclass, replace

Origin = tuple[Place, Place | None]


@dataclass(frozen=True, slots=True)
class Grading:
    """A loss, and where it grades the output."""

    loss: Loss
    place: Place


class Trained:
    """The losses of a project by the scores that they grade."""

    def __init__(self, sites: Iterable[LossSite]) -> None:
        self._by_place: dict[Place, dict[Place | None, list[Grading]]] = {}
        self._on_the_way: set[Place] = set()
        for site in sites:
            for call in site.calls:
                self._on_the_way.update(step.place for form in (call.output, call.target) for step in form.trail)
                origin = origin_of(call.output)
                if origin is not None:
                    place, within = origin
                    self._by_place.setdefault(place, {}).setdefault(within, []).append(Grading(call.loss, call.place))

    def __bool__(self) -> bool:
        return bool(self._by_place)

    def is_on_the_way(self, place: Place) -> bool:
        """Is what is done here part of what a loss grades, or grades against?"""
        return place in self._on_the_way

    def graded(self, operation: Operation) -> Operation:
        """The operation with the losses that grade its operand, and one of their places as evidence."""
        origin = origin_of(operation.operand)
        found = self._grading(*origin) if origin is not None else []
        if not found:
            return operation
        losses = tuple(dict.fromkeys(grading.loss for grading in found))[: bounds.CONSTANTS]
        step = Step(found[0].place, f"{losses[0].name.rpartition('.')[2]} grades it here")
        return replace(operation, trained=losses, trail=(*operation.trail, step))

    def _grading(self, place: Place, within: Place | None) -> list[Grading]:
        """By a layer that is built there, and not by another part of a module than that one."""
        built = self._by_place.get(place, {})
        return [grading for part, found in built.items() if within in (part, None) or part is None for grading in found]


def origin_of(form: Form) -> Origin | None:
    """Where scores came from; None for everything else, and where that is not known."""
    if form.name is not FormName.LOGITS or not form.trail:
        return None
    return form.trail[0].place, form.trail[0].within
