"""What an operation does to a form: the closed table of amendments 6-9 and 13. Floor 2, pure functions.

In: forms and constants; out: a form. What the table does not say is `unknown`, with the reason, never `real` or `logits`.
Dimensions are those of the operand unless said otherwise; a bookkeeping fact (dim, units, rank) that an operation may
have changed is dropped, never guessed.
"""

from __future__ import annotations

from losslint.operations.activations import carry
from losslint.operations.arithmetic import affine, biased, binary, compare, unary
from losslint.operations.elementwise import clamp, exp, log, logit, power
from losslint.operations.keeping import KEEPS, keep
from losslint.operations.selection import (
    EACH,
    ELLIPSIS,
    FULL,
    MASK,
    NEW_AXIS,
    SOME,
    At,
    Index,
    One,
    Picks,
    Span,
    select,
)

__all__ = [
    "EACH",
    "ELLIPSIS",
    "FULL",
    "KEEPS",
    "MASK",
    "NEW_AXIS",
    "SOME",
    "At",
    "Index",
    "One",
    "Picks",
    "Span",
    "affine",
    "biased",
    "binary",
    "carry",
    "clamp",
    "compare",
    "exp",
    "keep",
    "log",
    "logit",
    "power",
    "select",
    "unary",
]
