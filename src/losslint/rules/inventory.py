"""A loss site's row in the inventory (`losslint pairs`). Floor 4.

In: the site, its contexts with what stayed open in each, and the findings; out: a `PairRow`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from losslint.diagnostic import Context, Diagnostic, PairRow, Severity
from losslint.forms import Expectation, Form, FormName
from losslint.loss_site import LossCall, LossSite
from losslint.place import Place, Trail
from losslint.rules.messages import reads_as

View = tuple[tuple[LossCall, ...], str | None]  # the alternatives of one context, and why it is not decided

INCOMPLETE = "not every call that leads here could be resolved"
NOTHING = "no value was found that reaches this call"


def known(call: LossCall) -> bool:
    """Are both sides known: the output's form, and what the loss expects?"""
    return call.output.known and call.loss.expects is not Expectation.UNKNOWN


def shown(form: Form) -> str:
    """A form as the inventory names it: a loss's value is `real`, one class picked out of a softmax a `sigmoid`."""
    name = reads_as(form)
    return str(FormName.REAL if name is FormName.LOSS else name)


def row(
    site: LossSite, views: Sequence[View], conditions: Sequence[str | None], found: Sequence[Diagnostic]
) -> PairRow:
    """The row: all that reaches the site, and whether it fits."""
    calls, because = site.calls, _because(site, views)
    mismatch = any(finding.severity is not Severity.ADVICE for finding in found)
    return PairRow(
        place=site.place,
        loss=names(call.loss.name for call in calls),
        output=names(shown(call.output) for call in calls),
        target=names(shown(call.target) for call in calls),
        verdict="mismatch" if mismatch else "unknown" if because else "match",
        codes=tuple(finding.code for finding in found),
        output_detail=detail([call.output for call in calls]),
        contexts=tuple(_context(view, condition) for (view, _), condition in zip(views, conditions, strict=True)),
        unknown_because=because,
        unknown_at=_missing_at(site, because),
        trail=found[0].trail if found else _trail(calls[0]) if calls else (),
    )


def detail(outputs: Sequence[Form]) -> dict[str, object]:
    """What is known beside the name, if one form alone reaches the site: that on which all its alternatives agree."""
    if len({shown(output) for output in outputs}) != 1:
        return {}
    facts: dict[str, object] = {}
    for key in ("dim", "units", "low", "high", "rank"):
        values = {getattr(output, key) for output in outputs}
        value = values.pop()
        if not values and value is not None and math.isfinite(value):
            facts[key] = value
    return facts


def _because(site: LossSite, views: Sequence[View]) -> str | None:
    if not site.calls:
        return NOTHING
    missing = next((because for _, because in views if because), None)
    return missing or (None if site.complete else INCOMPLETE)


def _missing_at(site: LossSite, because: str | None) -> Place | None:
    """Where the missing fact is missing, if it is the form of an output."""
    unknown = [call.output for call in site.calls if not call.output.known and call.output.because == because]
    return next((form.missing_at for form in unknown if form.missing_at is not None), None)


def _context(calls: tuple[LossCall, ...], condition: str | None) -> Context:
    shortest = min(calls, key=lambda call: (len(_trail(call)), [str(step.place) for step in _trail(call)]))
    return Context(names(shown(call.output) for call in calls), condition, _trail(shortest))


def names(each: Iterable[str]) -> str:
    """Several names as one: sorted, distinct, joined by `|`; `unknown` if there is none."""
    return "|".join(sorted(set(each))) or str(FormName.UNKNOWN)


def _trail(call: LossCall) -> Trail:
    return tuple(dict.fromkeys((*call.output.trail, *call.loss.trail, *call.via)))
