"""The baseline: what is known stays known when code moves, what is new is told, what is mended leaves the file."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inside import document, losslint
from losslint.baseline import Baseline, BaselineError, Key, divided, read, write, written
from losslint.config import Config
from losslint.diagnostic import Diagnostic, Report, Severity
from losslint.gate import gate, stale_entries
from losslint.place import Place
from losslint.runner import run
from test_cli import TRACEBACK

MODEL = """\
from torch import nn
from torch.nn import functional as F

head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()


class Trainer:
    def step(self, x, y):
        probs = F.softmax(head(x), dim=1)
        return criterion(probs, y)
"""
NAME = "losslint-baseline.json"
KNOWN = {"code": "LL101", "path": "train.py", "function": "Trainer.step", "source": "criterion(probs, y)"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(f'[tool.losslint]\nbaseline = "{NAME}"\n', "utf-8")
    (tmp_path / "train.py").write_text(MODEL, "utf-8")
    return tmp_path


def entries(folder: Path) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads((folder / NAME).read_text("utf-8"))["findings"]
    return listed


def reported(folder: Path, *words: str) -> list[str]:
    return [f"{found['code']}:{found['line']}" for found in findings(folder, *words)]


def findings(folder: Path, *words: str) -> list[dict[str, object]]:
    done = losslint("--exit-zero", "--output-format", "json", *words, ".", cwd=folder, CI="")
    assert done.returncode == 0, done.stderr
    listed: list[dict[str, object]] = json.loads(done.stdout)["diagnostics"]
    return listed


def test_written_then_known(project: Path) -> None:
    done = losslint("--write-baseline", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Wrote 1 finding to {NAME}\n"
    assert entries(project) == [KNOWN]
    again = losslint(".", cwd=project)
    assert again.returncode == 0
    assert again.stdout.startswith("No findings")
    assert losslint("--config", "baseline = 'other.json'", ".", cwd=project).returncode == 2
    assert losslint("--isolated", ".", cwd=project).returncode == 1


def test_a_file_of_any_name_and_how_to_use_it(project: Path) -> None:
    done = losslint("--isolated", "--write-baseline=ci/known.json", cwd=project)
    assert done.returncode == 2
    assert "cannot write the baseline" in done.stderr
    (project / "ci").mkdir()
    done = losslint("--isolated", "--write-baseline", "ci/known.json", cwd=project)
    assert "Known from now on with --baseline ci/known.json" in done.stderr
    [entry] = json.loads((project / "ci" / "known.json").read_text("utf-8"))["findings"]
    assert entry["path"] == "../train.py", "relative to the file"
    assert losslint("--isolated", "--baseline", "ci/known.json", ".", cwd=project).returncode == 0
    (project / "sub").mkdir()
    assert losslint("--isolated", "--baseline", "../ci/known.json", "..", cwd=project / "sub").returncode == 0


MOVED = {
    "lines above": "# one\n\n\n" + MODEL,
    "another function above": MODEL.replace("class Trainer", "def other(x):\n    return x\n\n\nclass Trainer"),
    "line breaks": MODEL.replace(
        "criterion(probs, y)", "criterion(\n            probs,\n            y,  # labels\n        )"
    ),
    "blanks and parentheses": MODEL.replace("criterion(probs, y)", "(criterion( probs,y ))"),
    "moved within the function": MODEL.replace(
        "        return", "        print(x)\n        if x:\n            pass\n        return"
    ),
    "windows line ends": MODEL.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("change", MOVED)
def test_known_findings_stay_known_when_code_moves(project: Path, change: str) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "train.py").write_bytes(MOVED[change].encode())
    assert reported(project) == []
    assert entries(project) == [KNOWN]


NEW = {
    "another function": MODEL.replace("def step", "def other"),
    "another call": MODEL.replace("criterion(probs, y)", "criterion(probs, y.long())"),
}


@pytest.mark.parametrize("change", NEW)
def test_what_is_another_finding_is_new_and_the_old_entry_goes(project: Path, change: str) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "train.py").write_text(NEW[change], "utf-8")
    assert reported(project) == ["LL101:11"]
    assert entries(project) == []


def test_of_equal_findings_as_many_are_known_as_there_were(project: Path) -> None:
    twice = MODEL.replace(
        "        return criterion(probs, y)", "        a = criterion(probs, y)\n        return criterion(probs, y)"
    )
    (project / "train.py").write_text(twice, "utf-8")
    losslint("--write-baseline", cwd=project)
    assert entries(project) == [{**KNOWN, "count": 2}]
    (project / "train.py").write_text(
        twice.replace("        return", "        b = criterion(probs, y)\n        return"), "utf-8"
    )
    assert reported(project) == ["LL101:13"]
    (project / "train.py").write_text(MODEL, "utf-8")
    assert reported(project) == []
    assert entries(project) == [KNOWN], "it has shrunk"


def test_it_shrinks_on_a_full_run_only(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "train.py").write_text(MODEL.replace("F.softmax(head(x), dim=1)", "head(x)"), "utf-8")
    (project / "other.py").write_text("", "utf-8")
    before = (project / NAME).read_bytes()
    for words in (["other.py"], ["train.py"], ["--select", "LL102", "."], ["--exclude", "train.py", "."]):
        done = losslint(*words, cwd=project, CI="")
        assert (project / NAME).read_bytes() == before, words
        assert "match" not in done.stderr
    done = losslint(".", cwd=project, CI="")
    assert (done.returncode, done.stderr) == (
        0,
        f"losslint: 1 entry of {NAME} matches nothing any more and was taken out\n",
    )
    assert entries(project) == []
    assert losslint(".", cwd=project).stderr == ""


def test_an_entry_for_a_file_that_cannot_be_analysed_stays(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "train.py").write_text(MODEL + "1 = 2\n", "utf-8")
    assert reported(project) == ["LL901:12"]
    assert entries(project) == [KNOWN]
    (project / "train.py").unlink()
    assert reported(project) == []
    assert entries(project) == []


def test_a_stale_baseline_fails_in_ci_and_is_left_alone(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    assert losslint(".", cwd=project, CI="true").returncode == 0
    (project / "train.py").write_text(MODEL.replace("F.softmax(head(x), dim=1)", "head(x)"), "utf-8")
    before = (project / NAME).read_bytes()
    done = losslint(".", cwd=project, CI="true")
    assert done.returncode == 1
    assert f"1 entry of {NAME} matches nothing any more: run losslint once outside CI" in done.stderr
    assert "train.py: LL101 in Trainer.step: criterion(probs, y)" in done.stderr
    assert (project / NAME).read_bytes() == before
    assert losslint("--exit-zero", ".", cwd=project, CI="true").returncode == 0
    assert losslint(".", cwd=project, CI="false").returncode == 0


def test_a_partial_run_writes_what_it_saw_and_keeps_the_rest(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "engine.py").write_text(MODEL, "utf-8")
    losslint("engine.py", "--write-baseline", cwd=project)
    assert [entry["path"] for entry in entries(project)] == ["engine.py", "train.py"]
    (project / "engine.py").write_text("", "utf-8")
    losslint("engine.py", "--write-baseline", cwd=project)
    assert entries(project) == [KNOWN]


def test_suppressed_findings_are_in_the_report_with_the_reason(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    config = Config(baseline=project / NAME)
    result: Report = gate(run([project], cwd=project, config=config), config)
    assert result.diagnostics == ()
    [held] = result.suppressed
    assert held.suppression is not None
    assert (held.suppression.kind, held.suppression.reason, held.place.line) == (
        "baseline",
        f"in {NAME}",
        11,
    )
    assert not stale_entries(run([project], cwd=project, config=config), config, result)[0]


def test_a_comment_goes_before_the_baseline(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "train.py").write_text(MODEL.replace("(probs, y)", "(probs, y)  # noqa: LL101"), "utf-8")
    assert reported(project) == []
    assert entries(project) == []


def test_a_renamed_file_keeps_its_findings(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "engine").mkdir()
    (project / "train.py").rename(project / "engine" / "loop.py")
    assert losslint("engine/loop.py", cwd=project).returncode == 0
    assert entries(project) == [KNOWN], "a run over a part settles nothing"
    assert losslint(".", cwd=project, CI="true").returncode == 0
    assert entries(project) == [KNOWN], "nothing is written in CI"
    done = losslint(".", cwd=project)
    assert (done.returncode, done.stderr) == (
        0,
        f"losslint: train.py is engine/loop.py now, and its entries in {NAME} follow\n",
    )
    assert entries(project) == [{**KNOWN, "path": "engine/loop.py"}]
    assert losslint(".", cwd=project).stderr == ""


def test_a_copy_is_new(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    (project / "copy.py").write_text(MODEL, "utf-8")
    assert [found["path"] for found in findings(project)] == ["copy.py"]
    (project / "train.py").rename(project / "other.py")
    assert [found["path"] for found in findings(project)] == ["other.py"], (
        "one of the two is what train.py was, not both"
    )


def test_a_renamed_file_with_more_findings_and_one_that_is_known_already(project: Path) -> None:
    (project / "known.py").write_text(MODEL, "utf-8")
    losslint("--write-baseline", cwd=project)
    (project / "train.py").unlink()
    (project / "known.py").write_text(MODEL + "\n\n" + MODEL.replace("Trainer", "Other"), "utf-8")
    assert reported(project) == ["LL101:24"], "a file of which something is known is not where another one went"
    (project / "moved.py").write_text(MODEL.replace("class Trainer", "print()\n\n\nclass Trainer"), "utf-8")
    assert reported(project) == ["LL101:24", "LL101:14"], "the entry went when it matched nothing"


def test_notebooks(project: Path) -> None:
    def notebook(*cells: str) -> str:
        return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]})

    (project / "train.py").unlink()
    (project / "a.ipynb").write_text(notebook("%time\n" + MODEL), "utf-8")
    losslint("--write-baseline", cwd=project)
    assert entries(project) == [{**KNOWN, "path": "a.ipynb"}]
    (project / "a.ipynb").write_text(notebook("x = 1\n\n", "# more\n" + MODEL), "utf-8")
    assert reported(project) == []
    assert entries(project) == [{**KNOWN, "path": "a.ipynb"}]


# Bad baselines


BAD = {
    "": f"{NAME}:1: the baseline is not JSON",
    '{\n"version": 1,\n<<<<<<< HEAD\n': f"{NAME}:3: the baseline is not JSON",
    "[]": "is no baseline: it has no list of findings",
    '{"version": 1}': "is no baseline: it has no list of findings",
    '{"version": 2, "findings": []}': "a baseline of version 2, not 1",
    '{"version": 1, "findings": [3]}': "finding 1 is no object",
    '{"version": 1, "findings": [{"code": "LL101"}]}': "finding 1: 'path' must be a string",
    json.dumps(
        {"version": 1, "findings": [KNOWN, {**KNOWN, "count": 0}]}
    ): "finding 2: 'count' must be a number from 1",
    json.dumps({"version": 1, "findings": [{**KNOWN, "line": 3}]}): "finding 1: unknown field 'line'",
    "[" * 100_000: "cannot be read",
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:30])
def test_a_bad_baseline_is_named(project: Path, text: str) -> None:
    (project / NAME).write_text(text, "utf-8")
    with pytest.raises(BaselineError, match=re.escape(BAD[text])):
        read(project / NAME)


@pytest.mark.parametrize("words", [["."], ["--exit-zero", "."], ["train.py", "--write-baseline"]])
def test_a_bad_baseline_is_a_usage_error_and_left_alone(project: Path, words: list[str]) -> None:
    (project / NAME).write_text("{\n<<<<<<< HEAD\n", "utf-8")
    done = losslint(*words, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{NAME}:2: the baseline is not JSON" in done.stderr
    assert TRACEBACK not in done.stderr
    assert (project / NAME).read_text("utf-8") == "{\n<<<<<<< HEAD\n"


def test_a_missing_baseline_or_one_that_is_a_folder(project: Path) -> None:
    done = losslint(".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such file or directory: --write-baseline makes one" in done.stderr
    (project / NAME).mkdir()
    assert losslint(".", cwd=project).returncode == 2
    done = losslint("--write-baseline", cwd=project)
    assert done.returncode == 2
    assert TRACEBACK not in done.stderr


def test_words_that_were_meant_as_a_path(project: Path) -> None:
    for word in (".", "train.py"):
        done = losslint("--write-baseline", word, cwd=project)
        assert done.returncode == 2
        assert "name a file" in done.stderr
    assert (project / "train.py").read_text("utf-8") == MODEL


def test_a_read_only_baseline_is_not_replaced(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    file = project / NAME
    before = file.read_bytes()
    file.chmod(0o444)
    (project / "train.py").write_text("", "utf-8")
    done = losslint("--write-baseline", cwd=project)
    assert done.returncode == 2
    assert f"the baseline {NAME} is read-only" in done.stderr
    done = losslint(".", cwd=project, CI="")
    assert done.returncode == 0
    assert "is read-only" in done.stderr, "nobody asked for the file to be written: a warning"
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_gets_nothing_half_written(project: Path) -> None:
    project.chmod(0o555)
    try:
        done = losslint("--write-baseline", cwd=project)
        assert done.returncode == 2
        assert "Permission denied" in done.stderr
        assert {path.name for path in project.iterdir()} == {"pyproject.toml", "train.py"}
    finally:
        project.chmod(0o755)


# Round trips

words = st.text(st.characters(), max_size=12)  # halves of surrogate pairs too: a path may hold any bytes
keys = st.builds(Key, path=words, code=st.sampled_from(["LL101", "LL102"]), function=words, source=words)
counters = st.dictionaries(keys, st.integers(1, 4), max_size=6).map(Counter)


@given(counters)
def test_what_is_written_is_read_back_and_written_the_same(known: Counter[Key]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        baseline = Baseline(Path(folder) / NAME, known)
        write(baseline)
        assert read(baseline.path) == baseline
        assert len(written(baseline).splitlines()) == 4 + (len(known) + 1 if known else 0)


FINDING = Diagnostic("LL101", "x", Severity.ERROR, "", Place("a.py", 1, 1, 1, 1))
few = st.sampled_from(
    [Key("a.py", "LL101", "f", "c(x)"), Key("a.py", "LL102", "f", "c(x)"), Key("b.py", "LL101", "", "d")]
)


@given(st.lists(few, max_size=8), st.lists(few, max_size=8))
def test_every_finding_is_new_or_known_and_every_entry_used_once(found: list[Key], listed: list[Key]) -> None:
    findings = [replace(FINDING, message=str(number)) for number, _ in enumerate(found)]
    key_of = dict(zip((finding.message for finding in findings), found, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.py", "b.py"):
            (Path(folder) / name).touch()
        parts = divided(findings, Counter(listed), lambda finding: key_of[finding.message], Path(folder))
    new, known = ([key_of[finding.message] for finding in part] for part in (parts.new, parts.known))
    assert Counter([*new, *known]) == Counter(found)
    assert Counter(known) + parts.left == Counter(listed)
    assert not set(new) & set(parts.left)
    assert not parts.moved


def test_the_json_of_a_run_holds_what_is_reported_only(project: Path) -> None:
    losslint("--write-baseline", cwd=project)
    assert document("--exit-zero", ".", cwd=project)["diagnostics"] == []
