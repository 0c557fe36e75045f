"""A question who calls something, asked when the budget of a loss call ran out: is it asked again for the next loss call?"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from losslint.analysis import bounds
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.things import Value, const, just
from losslint.knowledge import Knowledge
from losslint.source.project import Project

ANSWER = just(const("answered"))


def test_what_was_only_begun_when_the_budget_ran_out_is_asked_again(tmp_path: Path) -> None:
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    number = count()

    def takes(steps: int) -> Value:
        for _ in range(steps):
            ev.ask(("step", next(number)), lambda: ANSWER)
        return ANSWER

    def long_one() -> Value:
        takes(bounds.STEPS - 10)
        return ev.ask_once("begun at the end", lambda: takes(100))

    ev.root()
    ev.ask_once("long", long_one)
    assert ev.ran_out
    ev.root()
    assert ev.ask_once("begun at the end", lambda: takes(100)) == ANSWER
    assert ev.ask_once("long", long_one) == ()  # it would use up this budget too
    assert ev.steps < bounds.STEPS
