"""The other readers of an output, in words: whoever changes a model changes what they get. Floor 5."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from losslint.diagnostic import Diagnostic
from losslint.fix.activations import Activation

if TYPE_CHECKING:
    from losslint.analysis.origins import Origins

SHOWN = 8
HIDDEN = ("tanh", "bounded")
"""What stands between hidden layers as well."""


def told(activation: Activation, mended: Iterable[Diagnostic], origins: Origins) -> str | None:
    """The end of a message: where else the output is read; empty where nobody else does. None where a change would reach
    into a network: a hidden layer reads it, or for an activation that hidden layers use, anything at all."""
    losses = [diagnostic.place for diagnostic in mended]
    found = origins.readers(activation.place, losses)
    if found.hidden or (activation.kind in HIDDEN and (found.places or not found.complete)):
        return None
    at_losses = {(place.path, place.cell, place.line) for place in losses}
    others = [place for place in found.places if (place.path, place.cell, place.line) not in at_losses]
    lines = list(dict.fromkeys(str(place).rpartition(":")[0] for place in others))
    if not lines:
        return "" if found.complete else "; not everything that may read the output was looked at"
    more = f" and {len(lines) - SHOWN} more places" if len(lines) > SHOWN else ""
    verb = "reads the output too and gets" if len(lines) == 1 else "read the output too and get"
    rest = "" if found.complete else "; not everything that may read it was looked at"
    return f"; {', '.join(lines[:SHOWN])}{more} {verb} scores instead{rest}"
