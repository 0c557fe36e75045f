"""The verdict on an operation: a logarithm, a threshold, an argmax, a metric's argument. Floor 4.

In: an `OperationSite` with its alternatives; out: findings; and which kinds are asked for at all. What is certain is said by proof.py, as for loss calls: an
alternative of which nothing is known silences the finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from losslint.config import Config
from losslint.diagnostic import Diagnostic, Severity
from losslint.forms import OperationKind
from losslint.observation import Operation, OperationSite
from losslint.record import replace
from losslint.rules.catalogue import Reads, Rule, rules_reading
from losslint.rules.operation_predicates import PREDICATES
from losslint.rules.operation_words import text
from losslint.rules.proof import Judgement, by_code, contexts, finding, possible, proven


def judge(operation: Operation) -> tuple[Judgement, ...]:
    """What the rules say about one alternative."""
    return tuple(_judgements(operation))


def _judgements(operation: Operation) -> Iterator[Judgement]:
    for rule in rules_reading(Reads.OPERATION):
        if operation.operation not in rule.operations or rule.predicate is None:
            continue
        if PREDICATES[rule.predicate](operation):
            yield Judgement(rule.code, rule.severity, *text(rule, operation))


def verdict(site: OperationSite) -> tuple[Diagnostic, ...]:
    """The findings at a place, by code."""
    site = replace(site, operations=tuple(operation for operation in site.operations if possible(operation)))
    proofs = [proof for context in contexts(site.operations, judge) for proof in proven(context)]
    return tuple(finding(found) for found in by_code(proofs))


def kinds(config: Config) -> frozenset[OperationKind]:
    """The kinds of operations that a selected rule reads, so that the others need not be looked at."""
    selected = [rule for rule in rules_reading(Reads.OPERATION) if _is_selected(rule, config)]
    return frozenset(kind for rule in selected for kind in rule.operations)


def _is_selected(rule: Rule, config: Config) -> bool:
    is_advice = rule.severity is Severity.ADVICE and rule.code not in config.severity
    return config.selection.selects(rule.code, advice=is_advice)
