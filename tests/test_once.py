"""A loss inside a helper: one finding, however many calls lead to it, with the evidence of all of them."""

from __future__ import annotations

from pathlib import Path

from losslint.runner import analyse

PROGRAM = """
import torch.nn as nn
import torch.nn.functional as F


def graded(output, target):
    return F.cross_entropy(output, target)


def main(loader):
    first = nn.Sequential(nn.Linear(4, 10), nn.Softmax(dim=1))
    second = nn.Sequential(nn.Linear(4, 10), nn.Softmax(dim=1))
    third = nn.Sequential(nn.Linear(4, 7), nn.Softmax(dim=1))
    for x, y in loader:
        graded(first(x), y).backward()
        graded(second(x), y).backward()
        graded(third(x), y).backward()
"""


def test_callers_of_one_helper_are_one_finding_for_each_thing_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    report = analyse([tmp_path], cwd=tmp_path)
    findings = {finding.message: finding for finding in report.diagnostics}
    assert len(findings) == len(report.diagnostics) == 2
    ten = next(finding for message, finding in findings.items() if "10 classes" in message)
    assert {11, 12, 15, 16} <= {step.place.line for step in ten.trail}
    assert 17 not in {step.place.line for step in ten.trail}
    assert len({finding.fingerprint for finding in report.diagnostics}) == 2
    assert len(report.pairs) == 3
