"""What the selected rules ask to be observed, so that nobody looks for what nobody hears of. Floor 4."""

from __future__ import annotations

from losslint.config import Config
from losslint.diagnostic import Severity
from losslint.forms import OperationKind
from losslint.observation import RunKind
from losslint.rules.catalogue import Reads, Rule, rules_reading


def asked(config: Config) -> frozenset[OperationKind | RunKind]:
    """The kinds of operations, and what is asked of a run, that a selected rule reads."""
    of_operations = [rule for rule in rules_reading(Reads.OPERATION) if _is_selected(rule, config)]
    of_runs = [rule for rule in rules_reading(Reads.RUN) if _is_selected(rule, config)]
    return frozenset(
        (
            *(kind for rule in of_operations for kind in rule.operations),
            *(RunKind(rule.predicate or "") for rule in of_runs),
        )
    )


def _is_selected(rule: Rule, config: Config) -> bool:
    is_advice = rule.severity is Severity.ADVICE and rule.code not in config.severity
    return config.selection.selects(rule.code, advice=is_advice)
