"""What stands beside an output and does not make it takes nothing of the budget that the output's own question has."""

from __future__ import annotations

from pathlib import Path

import pytest

from losslint.analysis import bounds
from losslint.runner import analyse

COUNT = bounds.STEPS  # each function is a question at least
WIDE = "\n".join(f"def f{i}(): return {i}" for i in range(COUNT))
PROGRAM = """
import torch
from torch import nn
from much import wide

net = nn.Sequential(nn.Linear(3, 4), nn.Softmax(1))
{line}
nn.CrossEntropyLoss()({graded}, torch.tensor([0, 1, 2, 3]))
"""
CASES = {
    "the other one of two that are assigned": ("model, data = net, wide()", "model(torch.rand(4, 3))"),
    "one beside a pair": ("(model, _), data = (net, 1), wide()", "model(torch.rand(4, 3))"),
    "the index of a tensor": ("chosen = wide()", "net(torch.rand(4, 3))[chosen]"),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_the_budget_is_taken(tmp_path: Path, case: str) -> None:
    line, graded = CASES[case]
    together = ", ".join(f"f{i}()" for i in range(COUNT))
    (tmp_path / "much.py").write_text(f"{WIDE}\ndef wide(): return sum([{together}])\n", encoding="utf-8")
    (tmp_path / "train.py").write_text(PROGRAM.format(line=line, graded=graded), encoding="utf-8")
    report = analyse([tmp_path], cwd=tmp_path)
    assert [pair.codes for pair in report.pairs] == [("LL101",)]
