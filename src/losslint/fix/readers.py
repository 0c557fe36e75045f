"""The other readers of an output, in words: whoever changes a model changes what they get. Floor 5."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from losslint.diagnostic import Diagnostic
from losslint.fix.activations import Activation

if TYPE_CHECKING:
    from losslint.analysis.origins import Origins

SHOWN = 8


def told(activation: Activation, mended: Iterable[Diagnostic], origins: Origins) -> str:
    """The end of a message: where else the output is read; empty where nobody else does."""
    losses = [diagnostic.place for diagnostic in mended]
    found = origins.readers(activation.place, losses)
    lines = list(dict.fromkeys(f"{str(place).rpartition(':')[0]}" for place in found))
    if not lines:
        return ""
    more = f" and {len(lines) - SHOWN} more places" if len(lines) > SHOWN else ""
    return (
        f"; {', '.join(lines[:SHOWN])}{more} read{'s' if len(lines) == 1 else ''} the output too and get scores instead"
    )
