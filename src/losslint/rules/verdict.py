"""The verdict on a loss site: what must be wrong, what may be, and what is not known. Floor 4.

In: a `LossSite` with its alternatives; out: findings, and the site's row in the inventory. What is certain about
alternatives is said by proof.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from losslint.diagnostic import Diagnostic, Pair, PairRow, Severity
from losslint.forms import Expectation
from losslint.loss_site import LossCall, LossSite
from losslint.record import dataclass, replace
from losslint.rules.catalogue import Rule, load_rules, rules_at
from losslint.rules.facts import Said
from losslint.rules.inventory import known, names, row, shown
from losslint.rules.messages import loss_name, reads_as, text
from losslint.rules.predicates import PREDICATES
from losslint.rules.proof import (
    Judged,
    Judgement,
    Proof,
    by_code,
    condition,
    contexts,
    covered,
    finding,
    leading,
    loud,
    possible,
    proven,
)


def judge(call: LossCall) -> tuple[Judgement, ...]:
    """What the rules say about one alternative; nothing where the loss is unknown, and where the output is, only what does
    not depend on it. Where a loss takes several forms, an output that fits one of them is right."""
    readings = (call.loss.expects, *call.loss.also)
    answers = [_found(replace(call, loss=replace(call.loss, expects=expects))) for expects in readings]
    found = next((answer for answer in answers if not answer), answers[0])
    found = (*found, *(finding for other in _of_others(call) for finding in other))
    grave = {finding.rule.code for finding in found if finding.severity is not Severity.ADVICE}
    kept = [finding for finding in found if not grave.intersection(finding.rule.yields_to)]
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
        if (not call.output.known and not rule.reads_target) or (rule.losses and call.loss.name not in rule.losses):
            continue
        if call.loss.expects is Expectation.UNKNOWN and not rule.any_loss:
            continue
        answer = PREDICATES[predicate](call, of_cell) if predicate else of_cell
        if answer is not None:
            severity, about = answer if isinstance(answer, Said) else (answer, "")
            yield _Finding(rule, severity, about, call)


def verdict(site: LossSite) -> tuple[tuple[Diagnostic, ...], PairRow]:
    """The findings at a site, by code, and its row of the inventory."""
    site = replace(site, calls=tuple(call for call in site.calls if possible(call)))
    groups = contexts(site.calls, judge)
    proofs = [proven(group) for group in groups]
    diagnostics = tuple(
        _told(found) for found in by_code(proof for found in proofs for proof in found) if not _unseen(found)
    )
    views = [
        (tuple(judged.call for judged in group), _open(group, found))
        for group, found in zip(groups, proofs, strict=True)
    ]
    conditions = [condition(found) for found in proofs]
    return diagnostics, row(site, views, conditions, diagnostics)


def _unseen(found: Sequence[Proof[LossCall]]) -> bool:
    """Is it an error of the target only in a configuration that nobody is known to run? Most of these raise at the first
    step: whoever ran the program would have met them."""
    rule = load_rules()[found[0].code]
    return rule.reads_target and all(p.severity is Severity.ADVICE and p.guards for p in found)


def _open(context: tuple[Judged[LossCall], ...], proofs: list[Proof[LossCall]]) -> str | None:
    """Why this context is not decided: the first missing fact, or wrong alternatives not told from right ones."""
    missing = next((judged.call for judged in context if not known(judged.call)), None)
    if missing is not None:
        return missing.output.because or "the loss is not known" if not missing.output.known else _undeclared(missing)
    for judged in context:
        if any(not covered(code, judged, proofs) for code in loud(judged)):
            calls = [other.call for other in context]
            forms = names(shown(call.output) for call in calls)
            losses = names(loss_name(call.loss) for call in calls)
            return f"{forms} into {losses}: no condition tells the wrong pair from the right one"
    return None


def _undeclared(call: LossCall) -> str:
    return f"nothing is declared about what {call.loss.spelled or call.loss.name} expects"


def _told(proofs: list[Proof[LossCall]]) -> Diagnostic:
    """The finding, with the pair that it is about."""
    call = leading(proofs).judged.call
    told = finding(proofs)
    if load_rules()[told.code].reads_target:  # the output is not what it speaks of
        output = set(call.output.trail) - {*call.loss.trail, *call.via}
        told = replace(told, trail=(*call.target.trail, *(step for step in told.trail if step not in output)))
    return replace(told, pair=Pair(call.loss.name, shown(call.output), shown(call.target)))
