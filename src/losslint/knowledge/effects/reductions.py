"""Reductions, and taking values out of a tensor. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects.arguments import Arguments, axis, dims, flag, number, operand
from losslint.knowledge.effects.registry import EFFECTS, EffectFunction, effect
from losslint.operations import axes, joining, keeping, reductions, selection
from losslint.operations.ranges import ranged, real
from losslint.record import replace


def _reduction(reduce: reductions.Reduction) -> EffectFunction:
    def computed(arguments: Arguments) -> Form:
        keepdim = flag(arguments, "keepdim")
        result = reduce(operand(arguments), dims(arguments), keepdim=bool(keepdim))
        return axes.anywhere(result) if keepdim is None else result

    return computed


EFFECTS.update({name: _reduction(function) for name, function in reductions.REDUCTIONS.items()})


@effect
def cumsum(arguments: Arguments) -> Form:
    return reductions.cumulative_sum(operand(arguments), axis(arguments))


@effect
def top(arguments: Arguments) -> Form:
    return reductions.top(operand(arguments), axis(arguments, default=-1))


@effect
def normalize(arguments: Arguments) -> Form:
    form, p = operand(arguments), number(arguments, "p", 2.0)
    if p == 2.0:
        return keeping.normalised_to_one(form)
    if p != 1.0:
        return unknown("normalised by an unknown norm", form.trail)
    return ranged(form, 0.0 if form.low >= 0.0 else -1.0, 1.0)


@effect
def extreme(arguments: Arguments) -> Form:
    """`max`, `min`, `median`. With a tensor in the place of `dim` it is the elementwise maximum of two; of scores it is a
    score only where that can be ruled out."""
    form, given = operand(arguments), arguments.get("dim")
    if isinstance(given, Form) and given.known:
        return joining.joined([form, given])
    if not isinstance(given, (int, tuple, list)) and form.name is FormName.LOGITS:
        return real(axes.anywhere(form))
    return _reduction(reductions.extreme)(arguments)


# Taking values out


@effect
def gather(arguments: Arguments) -> Form:
    form, index = operand(arguments), arguments.get("index")
    if form.rank is None and isinstance(index, Form):
        form = replace(form, rank=index.rank)  # torch wants both of the same rank
    return selection.gathered(form, axis(arguments))


@effect
def index_select(arguments: Arguments) -> Form:
    return selection.index_selected(operand(arguments), axis(arguments))


@effect
def select(arguments: Arguments) -> Form:
    """One entry of a dimension: `select`, and each piece of `unbind`."""
    form, along = operand(arguments), axis(arguments, default=0)
    return axes.removed(selection.picked(form, along), along)


@effect
def piece(arguments: Arguments) -> Form:
    """One of the parts of `split` or `chunk`; also `narrow`."""
    return selection.index_selected(operand(arguments), axis(arguments, default=0))


@effect
def entries(arguments: Arguments) -> Form:
    """Single values from anywhere: `masked_select`, `take`, `diagonal`."""
    return axes.anywhere(selection.picked(operand(arguments), None))
