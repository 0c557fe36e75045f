"""Which APIs are operations that rules look at: one table. Floor 2, data.

In: a canonical name. Out: the kind of operation. What a comparison or a division means is Python's and torch's syntax, and
stands in the analysis; what a metric wants of its argument is said by its stub (`Expects` on a function that is no loss).
"""

from __future__ import annotations

from losslint.forms import OperationKind

# The operand is the receiver of a method, or the first argument.
WATCHED: dict[OperationKind, tuple[str, ...]] = {
    OperationKind.LOG: ("torch.log", "torch.log2", "torch.log10", "torch.Tensor.log", "torch.Tensor.log2",
                        "torch.Tensor.log10", "numpy.log", "numpy.log2", "numpy.log10"),
    OperationKind.SHARE: ("torch.exp", "torch.Tensor.exp", "numpy.exp"),
    OperationKind.THRESHOLD: ("torch.gt", "torch.ge", "torch.lt", "torch.le", "torch.Tensor.gt", "torch.Tensor.ge",
                              "torch.Tensor.lt", "torch.Tensor.le"),
    OperationKind.ROUND: ("torch.round", "torch.Tensor.round", "numpy.round", "numpy.rint"),
    OperationKind.ARGMAX: ("torch.argmax", "torch.Tensor.argmax", "numpy.argmax", "torch.max", "torch.Tensor.max"),
    OperationKind.SIGMOID: ("torch.sigmoid", "torch.special.expit", "torch.nn.functional.sigmoid", "torch.Tensor.sigmoid"),
    OperationKind.SOFTMAX: ("torch.softmax", "torch.nn.functional.softmax", "torch.special.softmax",
                            "torch.Tensor.softmax"),
}  # fmt: skip
KINDS = {name: kind for kind, names in WATCHED.items() for name in names}
PAIRED = frozenset({"torch.max", "torch.Tensor.max"})
"""Operations of which only the second result, the indices, counts."""

METHODS_OF_TENSOR = "torch.Tensor."

AUTOCAST = {"torch.autocast": None, "torch.cuda.amp.autocast": "cuda"}
"""The context managers of mixed precision, by canonical name, with the device that they are for (None: their first
argument)."""

FORBIDDEN_UNDER_AUTOCAST = frozenset({"torch.nn.BCELoss", "torch.nn.functional.binary_cross_entropy"})
"""Losses that raise inside CUDA's mixed precision."""


def identifiers(kind: OperationKind) -> tuple[str, ...]:
    """The last words of the kind's names, sorted: what the calls that can matter are written with."""
    return tuple(sorted({name.rpartition(".")[2] for name in WATCHED[kind]}))
