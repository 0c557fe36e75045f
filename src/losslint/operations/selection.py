"""Taking values out of a tensor: subscripts, gather, index_select, masks. Floor 2, pure functions.

In: a form and where the values are taken; out: the form of what was taken. One class of a softmax is a binary probability
(`part`); a place or a sample of it is still a softmax. Where it cannot be told which, it counts as a part: that silences
rules and never adds a finding.
"""

from __future__ import annotations

from enum import StrEnum

from losslint.forms import Form, FormName
from losslint.operations.axes import Axis, anywhere, inserted, is_own, mapped, removed, same
from losslint.operations.ranges import INF, PROBABILITIES, named, part_of, ranged
from losslint.record import dataclass, replace


@dataclass(frozen=True, slots=True)
class At:
    """A constant integer."""

    value: int


@dataclass(frozen=True, slots=True)
class One:
    """An integer that nobody knows; `each`: the variable of a loop, so that every entry has its turn."""

    each: bool = False


@dataclass(frozen=True, slots=True)
class Picks:
    """A list or a row of places, or a row of truth values: the dimension stays, `count` long where that is known."""

    count: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A slice; `known` is False where a bound is not constant or a step is given. `several`: it is meant to hold more than one
    entry (`x[i : i + 32]`, and what one bound cuts off that is not known)."""

    start: int | None = None
    stop: int | None = None
    known: bool = True
    several: bool = False

    @property
    def whole(self) -> bool:
        return self.known and self.start in (None, 0) and self.stop is None

    def length(self, size: int) -> int | None:
        return len(range(size)[self.start : self.stop]) if self.known else None


class Mark(StrEnum):
    """Indices without a value: `...`, `None`, a boolean mask, a tensor, list or number that nobody knows, and the variable
    of a loop."""

    ELLIPSIS = "..."
    NEW_AXIS = "None"
    MASK = "mask"
    SOME = "some"
    EACH = "each"


FULL = Span()
ELLIPSIS, NEW_AXIS, MASK, SOME, EACH = Mark.ELLIPSIS, Mark.NEW_AXIS, Mark.MASK, Mark.SOME, Mark.EACH
Index = At | One | Picks | Span | Mark


def select(form: Form, index: tuple[Index, ...]) -> Form:
    """`x[index]`, the index as a tuple in source order."""
    if not form.known:
        return form
    split = index.index(ELLIPSIS) if ELLIPSIS in index else len(index)
    place = 0
    for item in index[:split]:
        form = _apply(form, item, place)
        place += not isinstance(item, At | One)
    place = -1
    for item in reversed(index[split + 1 :]):
        form = _apply(form, item, place)
        place -= not isinstance(item, At | One)
    return form


def _apply(form: Form, item: Index, axis: int) -> Form:
    match item:
        case Mark.NEW_AXIS:
            return inserted(form, axis)
        case Mark.MASK:
            return anywhere(form)
        case Mark.SOME | Mark.EACH | Mark.ELLIPSIS:
            found = _some(picked(form, axis), axis)
            return chosen(found) if item is Mark.SOME else found
        case At() | One(each=True):
            return removed(picked(form, axis), axis)
        case One():
            return chosen(removed(picked(form, axis), axis))
        case Picks():
            return _listed(chosen(picked(form, axis)), item, axis)
        case Span():
            return form if item.whole else _sliced(_fewer(form, axis, item.several), item, axis)


def chosen(form: Form) -> Form:
    """Entries picked by labels, or by the actions of a policy."""
    return replace(form, chosen=True) if form.name in PROBABILITIES else form


def touches(form: Form, axis: Axis) -> bool | None:
    """Does `axis` run over the softmax's classes? The first dimension does not, unless that is known."""
    if axis == 0 and form.rank != 1 and (form.dim is None or form.dim < 0):
        return False
    return is_own(form, axis)


def picked(form: Form, axis: Axis) -> Form:
    """Single entries along `axis`, which still stands."""
    own = touches(form, axis)
    match form.name:
        case FormName.SOFTMAX if own is not False:
            return part_of(form)
        case FormName.LOG_SOFTMAX if own is not False:
            return replace(named(form, FormName.LOG_PROBABILITY, form.low, form.high), dim=form.dim)
        case FormName.NORMALIZED:
            return ranged(form, -1.0, 1.0)
        case _:
            return form


def _sliced(form: Form, span: Span, axis: int) -> Form:
    own, on_units = touches(form, axis), same(form.units_dim, axis, form.rank)
    if own is not False and form.name is FormName.SOFTMAX:
        form = part_of(form)
    if own is not False and form.name is FormName.LOG_SOFTMAX:
        form = replace(named(form, FormName.LOG_PROBABILITY, -INF, 0.0), dim=form.dim)
    if axis == 0 and form.rank != 1 and form.units_dim is not None and form.units_dim < 0:
        on_units = False
    if on_units is False or form.units is None:
        return form
    units = span.length(form.units) if on_units else None
    return replace(form, units=units, units_dim=form.units_dim if units is not None else None)


def _fewer(form: Form, axis: int, several: bool) -> Form:
    """A part of the dimension `axis`: of the samples it may be a single one."""
    samples = form.batch or (form.rank == 1 and (form.units or 0) > 1)
    return replace(form, batch=samples and (several or axis not in (0, -(form.rank or 0))))


def _listed(form: Form, picks: Picks, axis: int) -> Form:
    """The dimension `axis` again, with other entries."""
    own, last = same(form.units_dim, axis, form.rank), axis == -1 or (form.rank is not None and axis == form.rank - 1)
    form = _fewer(form, axis, picks.count != 1)
    if last and picks.count is not None:
        return replace(form, units=picks.count, units_dim=-1)
    if axis == 0 and form.rank != 1 and form.units_dim is not None and form.units_dim < 0:
        own = False
    return form if own is False else replace(form, units=None, units_dim=None)


def _some(form: Form, axis: int) -> Form:
    """An index of unknown shape at `axis`: dimensions counted from the other side of it stay where they are."""

    def move(other: int) -> Axis:
        if (other < 0) != (axis < 0):
            return other if axis in (0, -1) else None
        return other if (other < axis if axis >= 0 else other > axis) else None

    return mapped(form, move, None)


def gathered(form: Form, axis: Axis) -> Form:
    """`gather`, `take_along_dim`, `topk`: entries chosen along `axis`, the rank stays."""
    taken = chosen(replace(picked(form, axis), across=form.across or across_samples(form, axis)))
    return (
        taken
        if taken.units is None or same(taken.units_dim, axis, taken.rank) is False
        else replace(taken, units=None, units_dim=None)
    )


def across_samples(form: Form, classes: Axis) -> bool:
    """Does the softmax of a matrix run over the samples, while `classes` is the dimension of a layer's several units?"""
    if form.rank != 2 or form.name not in (FormName.SOFTMAX, FormName.LOG_SOFTMAX) or form.part or form.units == 1:
        return False
    own, on_units = same(form.dim, 0, 2), same(form.units_dim, classes, 2)
    return bool(own and on_units and same(classes, 1, 2))


def index_selected(form: Form, axis: Axis) -> Form:
    """`index_select(dim, index)`: like a slice whose bounds nobody knows."""
    return anywhere(form) if axis is None else _sliced(form, Span(known=False), axis)
