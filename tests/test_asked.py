"""What no selected rule asks is not looked for, and what one asks is found as if all were asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from literate import Program, programs
from losslint.config import EVERYTHING, Config, Selection
from losslint.observation import RunKind
from losslint.rules.asked import asked
from losslint.rules.catalogue import Reads, load_rules, pages_folder
from losslint.runner import analyse

OF_RUNS = [rule for rule in load_rules().values() if Reads.RUN in rule.reads]
PROGRAMS = [
    (rule.code, program)
    for rule in OF_RUNS
    for page in [pages_folder() / f"{rule.code}-{rule.name}.md"]
    for program in programs(page, page.read_text(encoding="utf-8"))
]


def test_advice_is_looked_for_where_it_is_selected() -> None:
    plain = {kind for kind in asked(Config()) if isinstance(kind, RunKind)}
    assert plain == {RunKind.NEVER_OFF, RunKind.IN_TRAINING_MODE}
    assert {kind for kind in asked(EVERYTHING) if isinstance(kind, RunKind)} == set(RunKind)
    one = Config(selection=Selection(select=("LL504",)))
    assert asked(one) == {RunKind.ANOTHER_OBJECTIVE}


@pytest.mark.parametrize(("code", "program"), PROGRAMS, ids=[f"{code}-{program}" for code, program in PROGRAMS])
def test_one_rule_alone_finds_what_it_finds_among_all(code: str, program: Program, tmp_path: Path) -> None:
    program.write(tmp_path)
    alone, all_of_them = (
        [found for found in analyse([tmp_path], cwd=tmp_path, config=config).diagnostics if found.code == code]
        for config in (Config(selection=Selection(select=(code,))), EVERYTHING)
    )
    assert alone == all_of_them
