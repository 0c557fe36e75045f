"""What an activation puts on an operand: the name, what lies beneath it, and the shape that it keeps. Floor 2.

In: the name that a stub's `Carries` gives, and the operand; out: the form. `under` lists the activations of the
sigmoid/softmax family directly beneath; a log-softmax beneath a softmax is no stack, it only undoes the logarithm.
"""

from __future__ import annotations

from losslint.forms import Form, FormName, form
from losslint.operations.dtypes import quotient
from losslint.operations.ranges import LOGS, PROBABILITIES
from losslint.record import replace

_SQUASHING = PROBABILITIES | {FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID}
_NORMALISING = {FormName.SOFTMAX, FormName.LOG_SOFTMAX}


def carry(name: FormName | str, operand: Form | None = None, dim: int | None = None) -> Form:
    """The form `name` made of `operand` by an elementwise or softmax-like function; without operand its bare form.

    Units, rank, gradient and trail are the operand's.
    """
    name = FormName(name)
    if operand is None:
        return form(name, dim=dim)
    return replace(
        form(name, dim=dim),
        units=operand.units,
        units_dim=operand.units_dim,
        rank=operand.rank,
        dtype=quotient(operand.dtype),
        under=_beneath(name, operand),
        gradient=operand.gradient and name is not FormName.HARD,
        trail=operand.trail,
    )


def of_rank(form: Form) -> Form:
    """A softmax without dimension: torch takes the first one for ranks 0, 1 and 3, else the second (with a warning)."""
    dim = None if form.rank is None else 0 if form.rank in (0, 1, 3) else 1
    return replace(form, implicit=True, dim=dim)


def _beneath(name: FormName, operand: Form) -> tuple[FormName, ...]:
    if name not in _SQUASHING:
        return ()
    if operand.name in LOGS:
        return operand.under if name in _NORMALISING else ()
    if operand.name is FormName.NONNEGATIVE and name is FormName.LOG_SOFTMAX and not operand.scaled:
        return (FormName.NONNEGATIVE,)
    if operand.name not in PROBABILITIES or operand.scaled:
        return ()
    nearest = FormName.SIGMOID if operand.part else operand.name
    return (nearest, *operand.under)
