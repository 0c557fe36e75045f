"""What the losses of a run are taken as evidence of, and are not. Floor 4.

In: a `Run`; out: findings. A page with `reads = "run"` names one of the questions below as its `predicate`; the answers are
`Found`s (`found.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from losslint.diagnostic import Diagnostic
from losslint.observation import Run
from losslint.place import Step as TrailStep
from losslint.rules.catalogue import Reads, rules_reading
from losslint.rules.found import Found, diagnostic

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


def in_training_mode(run: Run) -> Iterator[Found]:
    """A loss without training is computed on a module that is in training mode."""
    for grading in run.gradings:
        if grading.layer and grading.trained is not None:
            trail = (TrailStep(grading.trained, "the same model trains here"),)
            yield Found(grading.place, words={"loss": grading.spelled, "layer": grading.layer}, trail=trail)


def another_objective(run: Run) -> Iterator[Found]:
    """Held-out data is graded by another loss than training."""
    for grading in run.gradings:
        if (
            grading.trained_on
            and grading.trained is not None
            and family(grading.loss) not in map(family, grading.trained_on)
        ):
            trail = (TrailStep(grading.trained, "the same model trains here"),)
            words = {"loss": short(grading.loss), "trained": " and ".join(short(name) for name in grading.trained_on)}
            yield Found(grading.place, words=words, trail=trail)


def short(name: str) -> str:
    return name.rpartition(".")[2]


def family(name: str) -> str:
    """`CrossEntropyLoss` and `cross_entropy` are one loss."""
    return short(name).lower().replace("_", "").removesuffix("loss").replace("binarycrossentropy", "bce")


def by_training_loss(run: Run) -> Iterator[Found]:
    """A checkpoint is chosen by the loss of training."""
    for chosen in run.selected:
        trail = (TrailStep(chosen.trained, "the loss of training"), TrailStep(chosen.saved, "saved here"))
        yield Found(chosen.place, words={"test": chosen.test}, trail=trail)


def nothing_held_out(run: Run) -> Iterator[Found]:
    """Something trains, and nothing in the project is ever graded without training."""
    if run.trains is not None:
        yield Found(run.trains)


QUESTIONS: dict[str, Question] = {
    question.__name__: question
    for question in (never_off, in_training_mode, another_objective, by_training_loss, nothing_held_out)
}
