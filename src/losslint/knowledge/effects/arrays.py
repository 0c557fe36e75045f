"""Arrays of numpy, tables and columns of pandas, what scikit-learn gives: how many dimensions they have. Floor 2.

In: the arguments of the call; out: data, with the rank and, where it is written, the size of the last dimension. Range and dtype
are not claimed. Of what a model gave, gathered for an evaluation, the values are what counts: where they stand is not followed.
"""

from __future__ import annotations

from losslint.forms import Form, FormName, form, unknown
from losslint.knowledge.effects.arguments import Arguments, axis, dims, operand, sizes
from losslint.knowledge.effects.registry import effect
from losslint.operations import axes, joining, reductions
from losslint.operations.ranges import INF, LABELS, data, is_number, is_single
from losslint.record import replace


def data_of(rank: int | None, *, units: int | None = None, batch: bool = False) -> Form:
    at = None if units is None else -1
    return replace(form(FormName.INPUT_DATA), rank=rank, units=units, units_dim=at, batch=batch, gradient=False)


def is_long(size: object) -> bool:
    """A size of more than 1, or the number of samples in a batch."""
    return (isinstance(size, int) and size > 1) or (is_number(size) and size.batch)


def numbers_in(given: object) -> Form | None:
    """A list of numbers, or of rows of the same kind, as one array; None of anything else. A list of any length (no tuple) is
    one of samples."""
    forms = [data_of(0) if is_single(item) else item for item in given] if isinstance(given, tuple | list) else []
    if not forms or not all(isinstance(item, Form) and item.name is FormName.INPUT_DATA for item in forms):
        return None
    whole, length = joining.joined([item for item in forms if isinstance(item, Form)]), len(forms)
    if whole.rank is None:
        return None
    if whole.rank == 0:
        return data_of(1, units=length if isinstance(given, tuple) else None, batch=isinstance(given, list))
    return replace(axes.inserted(data(whole, -INF, INF, None), 0), batch=isinstance(given, list) or length > 1)


@effect
def array(arguments: Arguments) -> Form:
    """`numpy.array`, `asarray` of an array, a list of numbers or of arrays."""
    given = arguments.get("object", arguments.get("a"))
    if isinstance(given, Form) and given.name in LABELS:
        return replace(given, gradient=False)
    if (rows := numbers_in(given)) is not None:
        return rows
    rank = _depth(given)
    return (
        data_of(rank, units=len(given) if rank == 1 and isinstance(given, tuple) else None)
        if rank
        else gathered(arguments)
    )


def _depth(given: object) -> int:
    """How deep lists of written numbers are nested; 0 where it is anything else."""
    if not isinstance(given, tuple) or not given:
        return 0
    if all(isinstance(item, int | float) for item in given):
        return 1
    depths = {_depth(item) for item in given}
    return 1 + depths.pop() if len(depths) == 1 and 0 not in depths else 0


@effect
def gathered(arguments: Arguments) -> Form:
    """Arrays out of a list, or of an array: where its values stand is not followed."""
    given = next((arguments[name] for name in ("arrays", "tup", "object", "a") if name in arguments), None)
    forms = [given] if isinstance(given, Form) else given if isinstance(given, tuple | list) else []
    known = [form for form in forms if isinstance(form, Form)]
    if not known or len(known) < len(forms):
        return unknown("what the array is made of is not known")
    return replace(axes.anywhere(joining.joined(known)), gradient=False)


@effect
def arrays_joined(arguments: Arguments) -> Form:
    """`numpy.concatenate`, `pandas.concat`: along the first dimension more of the same; along another one the rank is at least 2."""
    given = next((arguments[name] for name in ("arrays", "objs") if name in arguments), None)
    forms = [item for item in given if isinstance(item, Form)] if isinstance(given, tuple | list) else []
    along, whole = axis(arguments, "axis", 0), joining.joined(forms)
    if whole.name is not FormName.INPUT_DATA or whole.rank is None or along is None or len(forms) < len(given or ()):  # type: ignore[arg-type]
        return gathered({"arrays": given})
    if along == 0:
        return joining.cat(forms, 0)
    return data_of(max(2, whole.rank), batch=whole.batch)


@effect
def array_sized(arguments: Arguments) -> Form:
    """`numpy.zeros(shape)`, `numpy.random.rand(3, 4)`, `normal(0, 1, 100)`: without a size it hangs on the other arguments."""
    given = arguments.get("shape", arguments.get("size"))
    shape = sizes({"size": (given,) if isinstance(given, tuple | list) else given})
    if shape is None:
        return data_of(None)
    return data_of(len(shape), units=shape[-1] if isinstance(shape[-1], int) else None, batch=is_long(shape[0]))


@effect
def array_counted(arguments: Arguments) -> Form:
    """`numpy.linspace`, `numpy.arange`: many numbers in a row."""
    many = arguments.get("num")
    return data_of(1, units=many if isinstance(many, int) else None, batch=not isinstance(many, int))


@effect
def array_reduced(arguments: Arguments) -> Form:
    """`numpy.mean(x, axis)` of data."""
    given = operand(arguments, "a", "x")
    if given.name not in LABELS or arguments.get("keepdims"):
        return unknown("numpy computes with it")
    return reductions.total(data(given, -INF, INF, None), dims(arguments, "axis"))


@effect
def array_chosen(arguments: Arguments) -> Form:
    """`numpy.where(condition, x, y)` of data."""
    given = [arguments.get(name) for name in ("condition", "x", "y")]
    forms = [item for item in given if isinstance(item, Form)]
    if not forms or not all(isinstance(item, Form | float | int) for item in given):
        return unknown("numpy chooses from what is not known")
    if not all(item.name in (*LABELS, FormName.HARD) and not item.gradient for item in forms):
        return unknown("numpy chooses from it")
    ranks = [item.rank for item in forms if item.rank is not None]
    longest = max(ranks) if len(ranks) == len(forms) else None
    return data_of(longest, batch=any(item.batch and item.rank == longest for item in forms))


@effect
def table(arguments: Arguments) -> Form:
    """A table of samples: `pandas.read_csv`, the features of a data set. Of columns that are listed the number is known; a name
    of columns in several rows (`header=[0, 1]`) stands for more than one, and a file may be read in pieces."""
    names, header = arguments.get("columns"), arguments.get("header", "infer")
    pieces = any(arguments.get(name) not in (None, False) for name in ("chunksize", "iterator", "squeeze"))
    if (
        pieces
        or not (header is None or isinstance(header, int | str))
        or not isinstance(arguments.get("sheet_name", 0), int | str)
    ):
        return unknown("a file that is read in pieces, or more than one table")
    return data_of(2, units=len(names) if isinstance(names, tuple) else None, batch=True)


@effect
def column(_: Arguments) -> Form:
    """One number a sample: a column of a table, the target of a data set."""
    return data_of(1, batch=True)


@effect
def scaled_columns(arguments: Arguments) -> Form:
    """What a scaler of scikit-learn makes of a table: one of the same shape."""
    given = operand(arguments, "X")
    known = given.name in LABELS and given.rank == 2
    return data(given, -INF, INF, None) if known else data_of(2, batch=True)


@effect
def rows_drawn(arguments: Arguments) -> Form:
    """`table.sample(frac=1)`: some of the rows; without a share or a number a single one."""
    given, number = operand(arguments), arguments.get("n")
    one = number == 1 or (number is None and arguments.get("frac") is None)
    return (
        replace(given, batch=given.batch and not one) if given.name in LABELS else unknown("rows of what is not known")
    )


@effect
def column_taken(arguments: Arguments) -> Form:
    """`table.pop("price")`."""
    given = operand(arguments)
    return axes.removed(given, -1) if given.rank == 2 else unknown("a column of what is not known")
