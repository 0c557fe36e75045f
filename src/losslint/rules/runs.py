"""What the losses of a run are taken as evidence of, and are not. Floor 4.

In: a `Run`; out: findings. A page with `reads = "run"` names one of the questions below as its `predicate`; the answers are
those of `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from losslint.diagnostic import Diagnostic
from losslint.observation import Run
from losslint.rules.catalogue import Reads, rules_reading
from losslint.rules.steps import Found, diagnostic

Question = Callable[[Run], Iterable[Found]]


def findings(run: Run) -> Iterator[Diagnostic]:
    """All findings about one run."""
    for rule in rules_reading(Reads.RUN):
        for found in QUESTIONS[rule.predicate or ""](run):
            yield diagnostic(rule, found)


def never_off(run: Run) -> Iterator[Found]:
    """A dropout that evaluation does not switch off."""
    for dropout in run.dropouts:
        yield Found(dropout.place, words={"dropout": dropout.spelled, "module": dropout.module})


QUESTIONS: dict[str, Question] = {question.__name__: question for question in (never_off,)}
