"""Several tensors into one, values written in, dimensions moved, precision changed. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, form, unknown
from losslint.knowledge.effects import arrays
from losslint.knowledge.effects.arguments import Arguments, axis, either, operand, several
from losslint.knowledge.effects.registry import effect
from losslint.operations import axes, joining, keeping
from losslint.operations.ranges import INF
from losslint.record import replace


@effect
def cat(arguments: Arguments) -> Form:
    return joining.cat(several(arguments, "tensors"), axis(arguments, default=0))


@effect
def stack(arguments: Arguments) -> Form:
    return joining.stack(several(arguments, "tensors"), axis(arguments, default=0))


@effect
def where(arguments: Arguments) -> Form:
    return joining.where(either(arguments, "input"), either(arguments, "other"))


@effect
def where_self(arguments: Arguments) -> Form:
    return joining.where(either(arguments, "self"), either(arguments, "other"))


@effect
def masked_fill(arguments: Arguments) -> Form:
    value = either(arguments, "value")
    return joining.where(operand(arguments), value)


@effect
def scatter(arguments: Arguments) -> Form:
    """Ones scattered into a fresh buffer are a one-hot encoding."""
    target, value = operand(arguments), arguments.get("value")
    written = arguments.get("src") if value is None else value
    if target.name is FormName.INPUT_DATA and written == 1 and target.high in (0.0, INF):
        return replace(form(FormName.ONE_HOT), dtype=target.dtype, units=target.units, units_dim=target.units_dim)
    return unknown("values are scattered into a tensor", target.trail)


@effect
def lerp(arguments: Arguments) -> Form:
    """A mixture of two tensors stays within what covers both."""
    return keeping.averaged(joining.joined([operand(arguments), operand(arguments, "end")]))


@effect
def reshape(arguments: Arguments) -> Form:
    """`view`, `reshape`: the rank is the number of sizes, where they are given one by one."""
    operand_, sizes = operand(arguments), arguments.get("shape")
    if isinstance(sizes, tuple) and len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    known = isinstance(sizes, tuple) and (len(sizes) >= 2 or all(isinstance(size, int) for size in sizes))
    if not isinstance(sizes, tuple) or not known:
        return axes.anywhere(operand_)
    column = operand_.batch and operand_.rank == 1 and len(sizes) == 2 and sizes[1] == 1
    samples = operand_.batch and (column or len(sizes) == 1)
    return replace(axes.anywhere(operand_, rank=len(sizes)), batch=samples or arrays.is_long(sizes[0]))


@effect
def flatten(arguments: Arguments) -> Form:
    form, start, end = operand(arguments), axis(arguments, "start_dim"), axis(arguments, "end_dim", -1)
    return axes.anywhere(form, rank=start + 1 if start is not None and start >= 0 and end == -1 else None)


@effect
def squeeze(arguments: Arguments) -> Form:
    """With `dim` that dimension goes (if its size is 1, which of the first of two nobody knows); without, all of size 1: only
    more than one unit at the end stay."""
    form, gone = operand(arguments), arguments.get("dim")
    if form.rank == 2 and gone in (0, -2) and not (form.units == 1 and form.units_dim in (0, -2)):
        return axes.mapped(form, lambda at: at if at == -1 else None, None)
    if isinstance(gone, int):
        return axes.removed(form, gone)
    if form.rank == 1 and (form.batch or (form.units or 0) > 1):
        return form
    if form.rank == 2 and form.batch and form.units == 1 and form.units_dim in (-1, 1):
        return axes.removed(form, 1)  # a column of samples
    last = form.units_dim == -1 and (form.units or 0) > 1
    return axes.mapped(form, lambda at: at if at == -1 and last else None, None)


@effect
def unsqueeze(arguments: Arguments) -> Form:
    return axes.inserted(operand(arguments), axis(arguments))


@effect
def transpose(arguments: Arguments) -> Form:
    first, second = ("axis0", "axis1") if "axis0" in arguments else ("dim0", "dim1")
    return axes.exchanged(operand(arguments), axis(arguments, first), axis(arguments, second))


@effect
def permute(arguments: Arguments) -> Form:
    order = arguments.get("dims")
    if isinstance(order, tuple) and len(order) == 1 and isinstance(order[0], (tuple, list)):
        order = tuple(order[0])
    if not isinstance(order, tuple) or not order or not all(isinstance(place, int) for place in order):
        return axes.anywhere(operand(arguments))
    return axes.permuted(operand(arguments), order)
