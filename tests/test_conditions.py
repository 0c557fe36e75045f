"""What a finding says of the configuration in which alone it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from losslint.runner import analyse

SOURCE = """
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=float)
parser.add_argument("--name")
args = parser.parse_args()


def step(depth, name, x, y):
    {body}
    return nn.CrossEntropyLoss()(x, y)


step(args.depth, args.name, nn.Linear(4, 3)(torch.randn(2, 4)), torch.tensor([0, 1]))
"""


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("depth > 2", "depth > 2"),
        ("not depth > 2", "depth <= 2"),
        ("not 2 <= depth", "2 > depth"),
        ("1 < depth < 3", "1 < depth and depth < 3"),
        ("depth > 2 and depth != 3", "depth > 2 and depth is not 3"),
        ("depth > 2 and depth == 3", "depth is 3"),  # which is more than 2
        ("not (name == 'ce' or name is None)", "name is not 'ce' and name is not None"),
    ],
)
def test_a_condition_is_said_in_the_words_of_its_tests(tmp_path: Path, test: str, said: str) -> None:
    (tmp_path / "train.py").write_text(SOURCE.format(body=f"if {test}: x = torch.softmax(x, dim=1)"), encoding="utf-8")
    (found,) = (found for found in analyse([tmp_path], cwd=tmp_path).diagnostics if found.code == "LL101")
    assert found.condition == said


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("depth > 2", "depth < 1"),
        ("depth == 3", "depth < 1"),
        ("depth > 2", "depth in (0, 1)"),
        ("0 < depth < 2", "2 < depth < 4"),
        ("name is None", "name"),
        ("name == 'ce'", "not name"),
        ("name in ('ce', 'nll')", "name is None"),
    ],
)
def test_what_excludes_each_other_meets_in_no_finding(tmp_path: Path, first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        body = f"if {one}: x = torch.softmax(x, dim=1)\n    if not ({other}): return None"
        (tmp_path / "train.py").write_text(SOURCE.format(body=body), encoding="utf-8")
        report = analyse([tmp_path], cwd=tmp_path)
        assert [str(row.output) for row in report.pairs] == ["logits"]
