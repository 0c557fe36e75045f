"""Evidence: what a run showed resolves what the source leaves unknown, and confirms or refutes what it claims."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from losslint import runner
from losslint.config import Config
from losslint.evidence import CONFIRMED, REFUTED, Evidence, read, with_evidence, written
from losslint.runtime import watch
from losslint.runtime.outcome import run_of
from losslint.source.project import UsageProblem

PROGRAM = """
import os
import torch
from torch import nn
from torch.nn import functional as F

head, target = nn.Linear(4, 3), torch.arange(8) % 3
activation = getattr(torch, os.environ.get("NO_SUCH_VARIABLE", "softmax"))
unchanged = {"softmax": lambda scores, dim: scores}
for _ in range(3):
    scores = head(torch.randn(8, 4))
    F.cross_entropy(scores.softmax(1), target)
    F.cross_entropy(activation(scores, 1), target)
    F.nll_loss(scores.log_softmax(1), target)
vars(F).update(unchanged)
F.cross_entropy(F.softmax(scores, dim=1), target)
"""


@pytest.fixture
def evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from torch.nn import functional

    monkeypatch.setattr(functional, "softmax", functional.softmax)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    with watch(on_finding="collect") as seen:
        runpy.run_path("train.py", run_name="__main__")
    outcome = run_of([seen.trajectory], seen.internal, Config(), tmp_path, 0.0)
    file = tmp_path / "out.json"
    file.write_bytes(written(outcome, seen.trajectory))
    return file


def test_findings_are_confirmed_or_refuted_and_unknown_calls_resolved(evidence: Path, tmp_path: Path) -> None:
    alone = runner.run([Path("train.py")], cwd=tmp_path)
    assert [(row.place.line, row.verdict) for row in alone.report.pairs] == [
        (12, "mismatch"),
        (13, "unknown"),
        (14, "match"),
        (16, "mismatch"),
    ]
    both = with_evidence(alone, read(evidence)).report
    assert [(row.place.line, row.output, row.verdict) for row in both.pairs if row.place.line == 13] == [
        (13, "softmax", "mismatch")
    ]
    assert [(each.code, each.place.line, each.observed) for each in both.diagnostics if each.severity == "error"] == [
        ("LL101", 12, CONFIRMED),
        ("LL101", 13, CONFIRMED),
        ("LL101", 16, REFUTED),
    ]
    assert all(each.fingerprint for each in both.diagnostics)


def test_evidence_of_nothing_changes_nothing(evidence: Path, tmp_path: Path) -> None:
    alone = runner.run([Path("train.py")], cwd=tmp_path)
    assert with_evidence(alone, Evidence({}, ())).report == alone.report


def test_the_numbers_are_in_the_file(evidence: Path) -> None:
    sites = json.loads(evidence.read_text())["sites"]
    assert [len(site["samples"]) for site in sites] == [3, 3, 3, 1]
    assert sites[0]["samples"][0]["output"]["shape"] == [8, 3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "not JSON"),
        ("[]", "no evidence of a run"),
        ('{"version": 7}', "version 7"),
        ('{"version": 1, "sites": [{}], "findings": []}', "no evidence of a run"),
    ],
)
def test_what_is_no_evidence_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "out.json").write_text(text)
    with pytest.raises(UsageProblem, match=said):
        read(tmp_path / "out.json")
    with pytest.raises(UsageProblem, match="cannot read"):
        read(tmp_path / "nowhere.json")


def check(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "losslint", "check", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("style", ["full", "concise", "json", "sarif"])
def test_what_a_run_says_of_a_finding_is_in_the_report(evidence: Path, tmp_path: Path, style: str) -> None:
    said = check("--evidence", evidence.name, "--output-format", style, "train.py", cwd=tmp_path)
    assert said.returncode == 1, said.stderr
    assert said.stdout.count("confirmed") == 2
    assert said.stdout.count("refuted") == 1


def test_evidence_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("[]")
    said = check("--evidence", "out.json", cwd=tmp_path)
    assert said.returncode == 2
    assert "out.json is no evidence of a run" in said.stderr
    assert "Traceback" not in said.stderr
