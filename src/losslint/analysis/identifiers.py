"""The names that the libraries of a project give to losses, metrics, distributions and trainers, worked out once. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.knowledge.scan import Identifiers


def identifiers(ev: Evaluator) -> Identifiers:
    """Those of the libraries that the project may import, and of the user's own stubs: both are read for it."""
    known = ev.cache.get("identifiers")
    if known is None:
        known = ev.cache["identifiers"] = ev.knowledge.identifiers_of(ev.graph.may_import)
    return cast("Identifiers", known)
