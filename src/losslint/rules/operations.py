"""The verdict on an operation: a logarithm, a threshold, an argmax, a metric's argument. Floor 4.

In: an `OperationSite` with its alternatives; out: findings. What is certain is said by proof.py, as for loss calls: an
alternative of which nothing is known silences the finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from losslint.diagnostic import Diagnostic
from losslint.observation import Operation, OperationSite
from losslint.record import replace
from losslint.rules.catalogue import Reads, rules_reading
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
