"""The register of effects: name to function. Floor 2."""

from __future__ import annotations

from collections.abc import Callable

from losslint.forms import Form
from losslint.knowledge.effects.arguments import Arguments

EffectFunction = Callable[[Arguments], Form]
EFFECTS: dict[str, EffectFunction] = {}


def effect(function: EffectFunction) -> EffectFunction:
    """Register under the function's name, without a trailing underscore."""
    EFFECTS[function.__name__.rstrip("_")] = function
    return function
