"""A dict that is handed to a call: what is not known of it stays so, and what cannot be followed leaves it as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from losslint.analysis.evaluator import Evaluator
from losslint.analysis.mutations import mutated
from losslint.analysis.scope import Definition, Kind
from losslint.analysis.things import Mapping, Value, const, just, nothing_known
from losslint.knowledge import Knowledge
from losslint.source.project import Project

PROGRAM = """
def fill(out, other=None):
    out["a"] = 1


def leave(out):
    return len(out)


found = {}
CALL
"""
UNKNOWN = nothing_known("used up")
HELD = just(Mapping((("b", just(const(2))),)))


def after(folder: Path, call: str, held: Value) -> Value:
    """What `found` holds after the call, if it held `held`."""
    (folder / "program.py").write_text(PROGRAM.replace("CALL", call), encoding="utf-8")
    ev = Evaluator(Project.open([folder], cwd=folder), Knowledge.load())
    (file,) = ev.project.files
    frame = ev.module_frame(file)
    assert frame is not None
    (definition,) = {d for d in reached(ev, frame.node) if d.kind is Kind.MUTATE}
    return mutated(ev, held, definition, frame)


def reached(ev: Evaluator, node: object) -> list[Definition]:
    return [reach.definition for reach in ev.scope(node).exit["found"]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "call", ["fill(found)", "fill(out=found)", "fill({}, found)", "leave(found)", "unheard_of(1, found)"]
)
def test_of_what_nothing_is_known_nothing_is_known_after(tmp_path: Path, call: str) -> None:
    assert after(tmp_path, call, UNKNOWN) == UNKNOWN


@pytest.mark.parametrize(
    "call", ["leave(found)", "fill({}, found)", "fill({}, other=found)", "unheard_of(1, found)", "print(found)"]
)
def test_it_stays_as_it_was(tmp_path: Path, call: str) -> None:
    assert after(tmp_path, call, HELD) == HELD


@pytest.mark.parametrize("call", ["fill(found)", "fill(out=found)"])
def test_it_is_filled(tmp_path: Path, call: str) -> None:
    assert after(tmp_path, call, just(Mapping())) == just(Mapping((("a", just(const(1))),)))
