"""The verdict on a loss site: what must be wrong, what may be, and what is not known. Floor 4.

In: a `LossSite` with its alternatives; out: findings, and the site's row in the inventory.

Alternatives are taken apart by *context*: which calls led here. Within one context a code is *proven* under some
branch guards when every alternative that those guards allow is known and has that code. Guards that the proof does not
need are dropped. If none is left the finding is unconditional, else it holds under a `condition`: at the rule's
severity if the program's defaults lead there or every other way is wrong as well, as advice if not. So alternatives
that no guard tells apart must all be wrong, and an unknown one among them silences the finding. One proof in one
context is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from losslint.diagnostic import Diagnostic, Pair, PairRow, Severity
from losslint.forms import Expectation
from losslint.guards import Guard, Guards, compatible
from losslint.observation import LossCall, LossSite
from losslint.place import Trail
from losslint.rules.catalogue import Rule, load_rules, rules_at
from losslint.rules.facts import Said
from losslint.rules.inventory import known, names, row, shown
from losslint.rules.messages import loss_name, reads_as, text
from losslint.rules.predicates import PREDICATES

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says about one alternative."""

    code: str
    severity: Severity
    message: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One alternative with its judgements by code, and its guards without those that name the context."""

    call: LossCall
    codes: dict[str, Judgement]
    branch: Guards


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that holds in one context under `guards` (none: always); `judged` is the alternative shown as evidence."""

    code: str
    severity: Severity
    guards: Guards
    judged: Judged


def judge(call: LossCall) -> tuple[Judgement, ...]:
    """What the rules say about one alternative; nothing where the loss is unknown, and where the output is, only what does
    not depend on it. Where a loss takes several forms, an output that fits one of them is right."""
    if call.loss.expects is Expectation.UNKNOWN:
        return ()
    readings = (call.loss.expects, *call.loss.also)
    answers = [_found(replace(call, loss=replace(call.loss, expects=expects))) for expects in readings]
    found = next((answer for answer in answers if not answer), answers[0])
    found = (*found, *(finding for other in _of_others(call) for finding in other))
    loud = {finding.rule.code for finding in found if finding.severity is not Severity.ADVICE}
    kept = [finding for finding in found if not loud.intersection(finding.rule.yields_to)]
    return tuple(Judgement(f.rule.code, f.severity, *text(f.rule, f.call, f.about)) for f in kept)


@dataclass(frozen=True, slots=True)
class _Finding:
    """One rule's answer; `about` is the template that it asks for, `call` the argument that it looked at."""

    rule: Rule
    severity: Severity
    about: str
    call: LossCall


def _found(call: LossCall) -> tuple[_Finding, ...]:
    return tuple(_applicable(call))


def _of_others(call: LossCall) -> Iterable[tuple[_Finding, ...]]:
    """The cells of further graded arguments."""
    for expects, form in call.others:
        other = replace(call, output=form, loss=replace(call.loss, expects=expects, also=()))
        yield tuple(finding for finding in _applicable(other) if finding.rule.cells)


def _applicable(call: LossCall) -> Iterable[_Finding]:
    for rule, of_cell, predicate in rules_at(reads_as(call.output), call.loss.expects):
        if not call.output.known and not rule.reads_target:
            continue
        answer = PREDICATES[predicate](call, of_cell) if predicate else of_cell
        if answer is not None:
            severity, about = answer if isinstance(answer, Said) else (answer, "")
            yield _Finding(rule, severity, about, call)


def verdict(site: LossSite) -> tuple[tuple[Diagnostic, ...], PairRow]:
    """The findings at a site, by code, and its row of the inventory."""
    site = replace(site, calls=tuple(call for call in site.calls if _possible(call)))
    groups = contexts(site.calls)
    proofs = [proven(group) for group in groups]
    by_code: dict[str, list[Proof]] = {}
    for proof in (proof for found in proofs for proof in found):
        by_code.setdefault(proof.code, []).append(proof)
    diagnostics = tuple(_diagnostic(found) for _, found in sorted(by_code.items()))
    views = [
        (tuple(judged.call for judged in group), _open(group, found))
        for group, found in zip(groups, proofs, strict=True)
    ]
    conditions = [_condition(found) for found in proofs]
    return diagnostics, row(site, views, conditions, diagnostics)


def contexts(calls: Sequence[LossCall]) -> list[tuple[Judged, ...]]:
    """The alternatives of each context. One that names fewer calls than another holds in the other's context too."""
    judged = [
        Judged(call, {found.code: found for found in judge(call)}, _guards(call, context=False)) for call in calls
    ]
    keys = list(dict.fromkeys(_guards(call, context=True) for call in calls))
    narrowest = [key for key in keys if not any(key < other for other in keys)]
    return [tuple(item for item in judged if _guards(item.call, context=True) <= key) for key in narrowest]


def proven(context: tuple[Judged, ...]) -> list[Proof]:
    """The codes that hold in this context, one proof for each alternative set of guards."""
    found: dict[tuple[str, Guards], Proof] = {}
    for judged in sorted(context, key=_evidence):
        for code in judged.codes:
            guards = _least(code, context, judged.branch)
            if guards is not None:
                found.setdefault((code, guards), _proof(code, context, guards, judged))
    return list(found.values())


def _least(code: str, context: tuple[Judged, ...], guards: Guards) -> Guards | None:
    """The fewest of these guards that still prove the code, those that the defaults satisfy kept longest."""
    if not _certain(code, context, guards):
        return None
    for guard in sorted(guards, key=lambda guard: (guard.default is True, said(guard))):
        if _certain(code, context, guards - {guard}):
            guards = guards - {guard}
    return guards


def _certain(code: str, context: tuple[Judged, ...], guards: Guards) -> bool:
    return all(code in other.codes for other in context if compatible(guards, other.branch))


def _proof(code: str, context: tuple[Judged, ...], guards: Guards, judged: Judged) -> Proof:
    """At the mildest severity of the alternatives it covers; advice where the defaults do not lead there, unless every
    other way is wrong as well."""
    covered = [other.codes[code].severity for other in context if compatible(guards, other.branch)]
    severity = max(covered, key=_WEIGHT.__getitem__)
    reached = all(guard.default is True for guard in guards) or all(_loud(other) for other in context)
    return Proof(code, severity if reached else Severity.ADVICE, guards, judged)


def _loud(judged: Judged) -> list[str]:
    """The codes that are more than advice about this alternative."""
    return [code for code, found in judged.codes.items() if found.severity is not Severity.ADVICE]


def _open(context: tuple[Judged, ...], proofs: list[Proof]) -> str | None:
    """Why this context is not decided: the first missing fact, or wrong alternatives not told from right ones."""
    missing = next((judged.call for judged in context if not known(judged.call)), None)
    if missing is not None:
        return missing.output.because or "the loss is not known" if not missing.output.known else _undeclared(missing)
    for judged in context:
        if any(not _covered(code, judged, proofs) for code in _loud(judged)):
            calls = [other.call for other in context]
            forms = names(shown(call.output) for call in calls)
            losses = names(loss_name(call.loss) for call in calls)
            return f"{forms} into {losses}: no condition tells the wrong pair from the right one"
    return None


def _covered(code: str, judged: Judged, proofs: list[Proof]) -> bool:
    return any(proof.code == code and compatible(proof.guards, judged.branch) for proof in proofs)


def _undeclared(call: LossCall) -> str:
    return f"nothing is declared about what {call.loss.spelled or call.loss.name} expects"


def _diagnostic(proofs: list[Proof]) -> Diagnostic:
    """One finding for all proofs of one code at this site, led by the gravest with the shortest trail."""
    best = min(proofs, key=lambda proof: (_WEIGHT[proof.severity], bool(proof.guards), _evidence(proof.judged)))
    call, judgement = best.judged.call, best.judged.codes[best.code]
    others = [step for proof in proofs if proof.severity is best.severity for step in proof.judged.call.via]
    return Diagnostic(
        code=best.code,
        name=load_rules()[best.code].name,
        severity=best.severity,
        message=judgement.message,
        place=call.place,
        label=judgement.label,
        trail=_distinct((*call.output.trail, *call.loss.trail, *call.via, *others)),
        condition=_condition([proof for proof in proofs if proof.severity is best.severity]),
        pair=Pair(call.loss.name, shown(call.output), shown(call.target)),
        help=judgement.help,
    )


def _condition(proofs: Sequence[Proof]) -> str | None:
    """The configuration in which alone these proofs hold; None if one of them always does (or there is none)."""
    if not all(proof.guards for proof in proofs):
        return None
    return (
        " or ".join(dict.fromkeys(" and ".join(sorted(said(guard) for guard in proof.guards)) for proof in proofs))
        or None
    )


def said(guard: Guard) -> str:
    """A guard in words: its text, which already tells the branch, or else its subject and values."""
    values = " or ".join(sorted(repr(value) for value in guard.values))
    return guard.text or f"{guard.subject} is {'' if guard.holds else 'not '}{values}"


def _guards(call: LossCall, *, context: bool) -> Guards:
    return frozenset(guard for guard in call.guards if guard.context is context)


def _possible(call: LossCall) -> bool:
    """Can its conditions hold together at all?"""
    branch = _guards(call, context=False)
    return compatible(branch, branch)


def _evidence(judged: Judged) -> tuple[int, tuple[str, ...]]:
    """Shortest trail first, then the first in path order: the same evidence in every run."""
    steps = (*judged.call.output.trail, *judged.call.loss.trail, *judged.call.via)
    return len(steps), tuple(str(step.place) for step in steps)


def _distinct(trail: Trail) -> Trail:
    return tuple(dict.fromkeys(trail))
