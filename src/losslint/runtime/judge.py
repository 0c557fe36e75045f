"""What was seen, judged by the same rules. Floor 6.

In: a `Trajectory`, of a distributed job one for each process; out: the findings, and the rows of the inventory. Each pair that a
run showed has happened, so each is a site of its own to the rules: no other way of reaching the call can excuse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from losslint.diagnostic import Diagnostic, PairRow, Severity
from losslint.loss_site import LossCall, LossSite
from losslint.record import replace
from losslint.rules import live
from losslint.rules.verdict import judge, verdict
from losslint.trajectory import LiveSite, Trajectory


def suspicious(call: LossCall) -> bool:
    """Would a rule report this pair?"""
    return bool(judge(call))


def findings(*seen: Trajectory) -> tuple[Diagnostic, ...]:
    """The findings of a run, one for each code and place, by place."""
    found = [finding for each in seen for site in each.sites for finding in site_findings(site)]
    found += [finding for each in seen for finding in live.of_run(each)]
    return tuple(sorted(_distinct(found), key=lambda each: (each.place, each.code)))


def site_findings(site: LiveSite) -> list[Diagnostic]:
    """What the rules say about one loss call: of its pairs, unless the values contradict them, and of its numbers."""
    pairs = [finding for call in site.calls for finding in verdict(_alone(call))[0]] if site.confirmed else []
    return [*pairs, *live.of_site(site, pairs)]


def rows(*seen: Trajectory) -> tuple[PairRow, ...]:
    """The inventory: every loss call that was looked at."""
    return tuple(_row(site) for site in sorted(together(seen).sites, key=lambda site: site.place) if site.calls)


def together(seen: Sequence[Trajectory]) -> Trajectory:
    """What all processes saw as if one had: the loss calls of a place, reached in one way, are one site with all its pairs and
    the numbers of the first that came by."""
    if len(seen) == 1:
        return seen[0]
    sites: dict[object, LiveSite] = {}
    for site in (site for each in seen for site in each.sites):
        key = site.place, tuple((call.loss.name, call.via) for call in site.calls[:1])
        first = sites.setdefault(key, site)
        calls = tuple(dict.fromkeys((*first.calls, *site.calls)))
        sites[key] = replace(first, calls=calls, confirmed=first.confirmed and site.confirmed)
    untouched = {(lost.name, lost.place): lost for each in seen for lost in each.untouched}
    unseen = dict.fromkeys(text for each in seen for text in each.unseen)
    idle = dict(item for each in seen for item in each.idle)
    return Trajectory(tuple(sites.values()), tuple(untouched.values()), tuple(unseen), tuple(idle.items()))


def _row(site: LiveSite) -> PairRow:
    each = [verdict(_alone(call))[1] for call in site.calls]
    first = each[0]
    if not site.confirmed:
        return replace(first, verdict="unknown", codes=(), unknown_because="the values contradict the form")
    verdicts = [row.verdict for row in each]
    worst = next(name for name in ("mismatch", "unknown", "match") if name in verdicts)
    outputs = "|".join(sorted({row.output for row in each}))
    codes = tuple(dict.fromkeys(code for row in each for code in row.codes))
    return replace(first, verdict=worst, output=outputs, codes=codes)


def _alone(call: LossCall) -> LossSite:
    return LossSite(call.place, (call,))


def _distinct(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The gravest of each code at each place."""
    weight = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}
    best: dict[tuple[str, object], Diagnostic] = {}
    for finding in sorted(found, key=lambda each: (weight[each.severity], -len(each.trail))):
        best.setdefault((finding.code, finding.place), finding)
    return list(best.values())
