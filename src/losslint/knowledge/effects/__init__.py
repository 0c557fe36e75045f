"""Effects: what a stub cannot say in types, one small function each, named by `Effect["…"]` in a stub. Floor 2.

In: the bound arguments by name, for a module's `forward` also the constructor's that its stub names behind `*`; out: a form.
They are counted (tests/test_knowledge.py): a new one needs a reason.
"""

from __future__ import annotations

from losslint.forms import Form
from losslint.knowledge.effects import activations, arithmetic, arrays, creation, layers, reductions, shape
from losslint.knowledge.effects.arguments import PARAMETER, UNKNOWN_ARGUMENT, Arguments
from losslint.knowledge.effects.registry import EFFECTS

__all__ = [
    "EFFECTS",
    "PARAMETER",
    "UNKNOWN_ARGUMENT",
    "activations",
    "apply",
    "arithmetic",
    "arrays",
    "creation",
    "layers",
    "reductions",
    "shape",
]


def apply(name: str, arguments: Arguments) -> Form:
    """The form that the effect gives. Raises KeyError if there is no such effect."""
    return EFFECTS[name](arguments)
