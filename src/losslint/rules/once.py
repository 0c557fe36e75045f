"""A finding once: what the same words say of several callers of one loss call. Floor 4.

In: the findings of all loss sites; a loss call inside a helper is a site for each outer call. Out: one finding for each
rule and loss call, with the evidence of all.
"""

from __future__ import annotations

from collections.abc import Iterable

from losslint.diagnostic import Diagnostic
from losslint.place import Place, Step
from losslint.record import replace


def once(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings in their order, those that say the same of one place as one."""
    found: dict[object, Diagnostic] = {}
    for finding in findings:
        key = finding.code, finding.place, finding.message, finding.severity, finding.condition, finding.pair
        first = found.get(key)
        found[key] = finding if first is None else replace(first, trail=(*first.trail, *_further(first, finding)))
    return list(found.values())


def _further(first: Diagnostic, other: Diagnostic) -> list[Step]:
    """The other's evidence at places of which nothing was said yet."""
    seen: set[tuple[Place, str]] = {(step.place, step.message) for step in first.trail}
    return [step for step in other.trail if (step.place, step.message) not in seen]
