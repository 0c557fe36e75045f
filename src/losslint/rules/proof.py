"""What is certain about the alternatives of one place: the codes that must hold, and under which conditions. Floor 4.

In: the alternatives of a site (loss calls, operations), each with what the rules say about it; out: `Proof`s.

Alternatives are taken apart by *context*: which calls led here. Within one context a code is *proven* under some
branch guards when every alternative that those guards allow has that code. Guards that the proof does not need are
dropped. If none is left the finding is unconditional, else it holds under a `condition`: at the rule's severity if the
program's defaults lead there or every other way is wrong as well, as advice if not. So alternatives that no guard
tells apart must all be wrong, and one of which nothing is known silences the finding. One proof in one context is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from losslint.diagnostic import Diagnostic, Severity
from losslint.guards import Guard, Guards, apart, compatible, implied
from losslint.place import Place, Trail
from losslint.record import dataclass
from losslint.rules.catalogue import load_rules

WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}


class Observed(Protocol):
    """One alternative of what was observed at a place: the conditions it stands under, and its evidence."""

    @property
    def place(self) -> Place: ...

    @property
    def guards(self) -> Guards: ...

    @property
    def via(self) -> Trail: ...

    @property
    def evidence(self) -> Trail: ...


Seen = TypeVar("Seen", bound=Observed)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says about one alternative."""

    code: str
    severity: Severity
    message: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Judged(Generic[Seen]):
    """One alternative with its judgements by code, and its guards without those that name the context."""

    call: Seen
    codes: dict[str, Judgement]
    branch: Guards


@dataclass(frozen=True, slots=True)
class Proof(Generic[Seen]):
    """A code that holds in one context under `guards` (none: always); `judged` is the alternative shown as evidence. `around`
    are the conditions under which the place is reached at all, where the defaults do not satisfy them."""

    code: str
    severity: Severity
    guards: Guards
    judged: Judged[Seen]
    around: Guards = frozenset()


def contexts(calls: Sequence[Seen], judge: Callable[[Seen], Iterable[Judgement]]) -> list[tuple[Judged[Seen], ...]]:
    """The alternatives of each context. One that names fewer calls than another holds in the other's context too, and one
    that names any of several calls in the context of each."""
    judged = [
        Judged(call, {found.code: found for found in judge(call)}, _guards(call, context=False)) for call in calls
    ]
    keys = apart(list(dict.fromkeys(_guards(call, context=True) for call in calls)))
    narrowest = [key for key in keys if not any(key != other and implied(key, other) for other in keys)]
    return [tuple(item for item in judged if implied(_guards(item.call, context=True), key)) for key in narrowest]


def proven(context: tuple[Judged[Seen], ...]) -> list[Proof[Seen]]:
    """The codes that hold in this context, one proof for each alternative set of guards."""
    found: dict[tuple[str, Guards], Proof[Seen]] = {}
    for judged in sorted(context, key=_shown_first):
        for code in judged.codes:
            guards = _least(code, context, judged.branch)
            if guards is not None:
                found.setdefault((code, guards), _proof(code, context, guards, judged))
    return list(found.values())


def by_code(found: Iterable[Proof[Seen]]) -> list[list[Proof[Seen]]]:
    """The proofs of each code, by code."""
    groups: dict[str, list[Proof[Seen]]] = {}
    for proof in found:
        groups.setdefault(proof.code, []).append(proof)
    return [proofs for _, proofs in sorted(groups.items())]


def leading(proofs: Sequence[Proof[Seen]]) -> Proof[Seen]:
    """The gravest, what the defaults lead to before the rest, then the shortest trail."""
    return min(proofs, key=lambda proof: (WEIGHT[proof.severity], bool(proof.guards), _shown_first(proof.judged)))


def finding(proofs: Sequence[Proof[Seen]]) -> Diagnostic:
    """One finding for all proofs of one code at one place, led by the gravest with the shortest trail."""
    best = leading(proofs)
    call, judgement = best.judged.call, best.judged.codes[best.code]
    gravest = [proof for proof in proofs if proof.severity is best.severity]
    return Diagnostic(
        code=best.code,
        name=load_rules()[best.code].name,
        severity=best.severity,
        message=judgement.message,
        place=call.place,
        label=judgement.label,
        trail=distinct((*call.evidence, *(step for proof in gravest for step in proof.judged.call.via))),
        condition=condition(gravest),
        help=judgement.help,
    )


def _least(code: str, context: tuple[Judged[Seen], ...], guards: Guards) -> Guards | None:
    """The fewest of these guards that still prove the code, those that the defaults satisfy kept longest. What needs a
    parameter that nothing passes is always said."""
    if not _certain(code, context, guards):
        return None
    for guard in sorted(guards, key=lambda guard: (guard.default is True, said(guard))):
        if not guard.unpassed and _certain(code, context, guards - {guard}):
            guards = guards - {guard}
    return guards


def _certain(code: str, context: tuple[Judged[Seen], ...], guards: Guards) -> bool:
    return all(code in other.codes for other in context if compatible(guards, other.branch))


def _proof(code: str, context: tuple[Judged[Seen], ...], guards: Guards, judged: Judged[Seen]) -> Proof[Seen]:
    """At the mildest severity of the alternatives it covers; advice where the defaults do not lead there, unless every
    other way is wrong as well, and where nothing passes what leads there."""
    covered = [other.codes[code].severity for other in context if compatible(guards, other.branch)]
    severity = max(covered, key=WEIGHT.__getitem__)
    reached = all(guard.default is True for guard in guards) or all(loud(other) for other in context)
    reached = reached and not any(guard.unpassed for guard in guards)
    everywhere = frozenset.intersection(*(other.branch for other in context))
    unusual = {guard.subject for guard in everywhere if guard.default is not True}
    around = frozenset(guard for guard in everywhere if guard.subject in unusual)
    return Proof(code, severity if reached else Severity.ADVICE, guards, judged, around)


def loud(judged: Judged[Seen]) -> list[str]:
    """The codes that are more than advice about this alternative."""
    return [code for code, found in judged.codes.items() if found.severity is not Severity.ADVICE]


def covered(code: str, judged: Judged[Seen], proofs: Sequence[Proof[Seen]]) -> bool:
    return any(proof.code == code and compatible(proof.guards, judged.branch) for proof in proofs)


def condition(proofs: Sequence[Proof[Seen]]) -> str | None:
    """The configuration in which alone these proofs hold; None if one of them always does (or there is none)."""
    if not all(proof.guards for proof in proofs):
        return None
    return (
        " or ".join(
            dict.fromkeys(
                " and ".join(sorted({said(g) for g in _plain(proof.guards | proof.around)})) for proof in proofs
            )
        )
        or None
    )


def _plain(guards: Guards) -> Guards:
    """Without what others say already: what is 'ce' is not 'nll', and it is 'ce' or 'nll'."""
    return frozenset(guard for guard in guards if not any(_says(other, guard) for other in guards))


def _says(one: Guard, other: Guard) -> bool:
    """Does the one say the other, and more?"""
    if not one.holds or not one.values or one.subject != other.subject:
        return False
    return one.values < other.values if other.holds else bool(other.values) and not one.values & other.values


def said(guard: Guard) -> str:
    """A guard in words: its text, which already tells the branch, or else its subject and values."""
    values = " or ".join(sorted(repr(value) for value in guard.values))
    return guard.text or f"{guard.subject} is {'' if guard.holds else 'not '}{values}"


def _guards(call: Observed, *, context: bool) -> Guards:
    return frozenset(guard for guard in call.guards if guard.context is context)


def possible(call: Observed) -> bool:
    """Can its conditions hold together at all?"""
    branch = _guards(call, context=False)
    return compatible(branch, branch)


def _shown_first(judged: Judged[Seen]) -> tuple[bool, int, tuple[str, ...]]:
    """What the defaults lead to, then the shortest trail."""
    return any(guard.default is False for guard in judged.branch), *evidence(judged)


def evidence(judged: Judged[Seen]) -> tuple[int, tuple[str, ...]]:
    """Shortest trail first, then the first in path order: the same evidence in every run."""
    steps = judged.call.evidence
    return len(steps), tuple(str(step.place) for step in steps)


def distinct(trail: Trail) -> Trail:
    return tuple(dict.fromkeys(trail))
