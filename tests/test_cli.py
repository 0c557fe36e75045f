"""The command line as a user meets it: exit codes, formats, options, and what bad input does. Run as a program."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from losslint.progress import ProgressLine

EXAMPLE = Path(__file__).parent.parent / "examples" / "cross_file"
TRACEBACK = "Traceback (most recent call last)"

WRONG = """\
import torch
from torch import nn
from torch.nn import functional as F

head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()


def step(x, y):
    probs = F.softmax(head(x), dim=1)
    return criterion(probs, y)
"""
RIGHT = WRONG.replace("F.softmax(head(x), dim=1)", "head(x)")
ADVICE = WRONG.replace("F.softmax", "F.log_softmax")


def losslint(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    left_out = ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    return subprocess.run(
        [sys.executable, "-m", "losslint", *words],
        cwd=cwd,
        env={**environment, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def document(*words: str, cwd: Path) -> Any:
    done = losslint(*words, "--output-format", "json", cwd=cwd)
    assert done.stderr == ""
    return json.loads(done.stdout)


def codes(*words: str, cwd: Path) -> list[str]:
    return [finding["code"] for finding in document("check", "--exit-zero", *words, cwd=cwd)["diagnostics"]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one wrong loss call, one that is right and one that gets advice."""
    (tmp_path / "pyproject.toml").touch()
    for name, text in (("wrong", WRONG), ("right", RIGHT), ("advised", ADVICE)):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    return tmp_path


# What is reported, and the exit code


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["wrong.py"], 1),
        (["check", "wrong.py"], 1),
        (["--exit-zero", "wrong.py"], 0),
        (["right.py"], 0),
        ([], 1),
        (["advised.py"], 0),
        (["--select", "ALL", "advised.py"], 0),
        (["--ignore", "LL101", "wrong.py"], 0),
        (["--select", "LL102", "wrong.py"], 0),
        (["missing.py"], 2),
        (["--exit-zero", "missing.py"], 2),
        (["--select", "LL999"], 2),
        (["--no-such-option"], 2),
        (["pairs", "wrong.py"], 0),
        (["pairs", "missing.py"], 2),
        (["trace", "wrong.py:10"], 0),
        (["trace", "missing.py:10"], 2),
        (["trace", "wrong.py"], 2),
        (["explain", "LL101"], 0),
        (["explain", "LL999"], 2),
        (["rules"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_code(project: Path, words: list[str], status: int) -> None:
    done = losslint(*words, cwd=project)
    assert done.returncode == status, done.stdout + done.stderr
    assert TRACEBACK not in done.stderr


def test_selection_reaches_the_report(project: Path) -> None:
    assert codes(".", cwd=project) == ["LL101"]
    assert codes("--select", "ALL", ".", cwd=project) == ["LL108", "LL101"]
    assert codes("--select", "LL1", ".", cwd=project) == ["LL101"]
    assert codes("--extend-select", "LL108", ".", cwd=project) == ["LL108", "LL101"]
    assert codes("--select", "LL101,LL108", "--ignore", "LL101", ".", cwd=project) == ["LL108"]


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("LL01", "did you mean LL101?"),
        ("softmax-into-crossentropy", "did you mean LL101?"),
        ("al", "did you mean ALL?"),
        ("zebra", "`losslint rules` lists the codes"),
    ],
)
def test_an_unknown_code_is_answered(project: Path, word: str, answer: str) -> None:
    done = losslint("--select", word, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"unknown rule code '{word}': {answer}" in done.stderr


def test_paths_filter_what_is_reported_not_what_is_read() -> None:
    everything = document("check", "--exit-zero", ".", cwd=EXAMPLE)["diagnostics"]
    assert [finding["code"] for finding in everything] == ["LL101"]
    paths = {everything[0]["path"], *(step["path"] for step in everything[0]["trail"])}
    assert {"engine.py", "model.py", "train.py"} == paths
    for path in sorted(paths):
        assert document("check", "--exit-zero", path, cwd=EXAMPLE)["diagnostics"] == everything


def test_a_path_with_the_name_of_a_command_needs_the_word(project: Path) -> None:
    (project / "rules").mkdir()
    (project / "wrong.py").rename(project / "rules" / "wrong.py")
    assert losslint("rules", cwd=project).returncode == 0
    assert losslint("check", "rules", cwd=project).returncode == 1
    assert losslint("rules/", cwd=project).returncode == 1


def test_exclude(project: Path) -> None:
    assert codes("--exclude", "wrong.py", ".", cwd=project) == []
    assert losslint("--exclude", "wrong.py", "--exclude", "r*.py", "--show-files", cwd=project).stdout == "advised.py\n"


def test_nothing_to_look_at_is_no_error(tmp_path: Path) -> None:
    done = losslint(cwd=tmp_path)
    assert done.returncode == 0
    assert "no Python file or notebook" in done.stderr


# Formats


def test_json_is_one_document_with_places(project: Path) -> None:
    report = document("wrong.py", cwd=project)
    [finding] = report["diagnostics"]
    assert (finding["path"], finding["line"], finding["column"]) == ("wrong.py", 11, 12)
    assert finding["pair"]["output"] == "softmax"
    assert report["files"]["checked"] == 1
    [row] = document("pairs", "wrong.py", cwd=project)["pairs"]
    assert (row["output"], row["verdict"], row["codes"]) == ("softmax", "mismatch", ["LL101"])


def test_the_calls_that_scripts_make(project: Path) -> None:
    report = document("check", "--exit-zero", "--no-cache", "--select", "ALL", ".", cwd=project)
    assert set(report) == {"version", "diagnostics", "files", "seconds"}
    inventory = document("pairs", "--no-cache", ".", cwd=project)
    for name, produced in (("check", report), ("pairs", inventory)):
        schema = json.loads((files("losslint") / "schema" / f"{name}.schema.json").read_text("utf-8"))
        Draft202012Validator(schema).validate(produced)
    assert [row["verdict"] for row in inventory["pairs"]] == ["match", "match", "mismatch"]


def test_a_fingerprint_survives_edits_elsewhere(project: Path) -> None:
    file = project / "wrong.py"
    before = document("wrong.py", cwd=project)["diagnostics"][0]
    file.write_text("# one line more\n\n" + WRONG.replace("    return criterion", "    return  criterion"), "utf-8")
    after = document("wrong.py", cwd=project)["diagnostics"][0]
    assert before["line"] != after["line"]
    assert before["fingerprint"] == after["fingerprint"]
    file.write_text(WRONG + "\n\n" + WRONG, "utf-8")
    both = [finding["fingerprint"] for finding in document("wrong.py", cwd=project)["diagnostics"]]
    assert len(set(both)) == 2
    assert before["fingerprint"] in both


def test_concise_and_full(project: Path) -> None:
    concise = losslint("--output-format", "concise", "wrong.py", cwd=project).stdout.splitlines()
    assert concise[0].startswith("wrong.py:11:12: error[LL101] CrossEntropyLoss gets softmax probabilities")
    assert concise[-1] == "Found 1 error in 1 of 1 file (1 loss call: 1 mismatched)"
    full = losslint("wrong.py", cwd=project).stdout
    assert "11 |     return criterion(probs, y)\n   |            ^^^^^^^^^^^^^^^^^^^" in full
    assert "\x1b[" not in full


def test_quiet_and_verbose(project: Path) -> None:
    assert losslint("right.py", cwd=project).stdout == "No findings in 1 file (1 loss call: 1 fine)\n"
    assert losslint("-q", "right.py", cwd=project).stdout == ""
    assert losslint("-v", "right.py", cwd=project).stdout.rstrip().endswith(" s")


def test_statistics(project: Path) -> None:
    text = losslint("--statistics", ".", cwd=project).stdout
    assert "    1  LL101  softmax-into-cross-entropy\n" in text
    assert "    3  loss calls found\n    2  proven fine\n    1  mismatched\n    0  unresolved" in text
    assert document("--statistics", ".", cwd=project)["statistics"]["loss_calls"] == 3


@pytest.mark.parametrize(
    ("words", "variables", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_when_it_was_asked_for(
    project: Path, words: list[str], variables: dict[str, str], *, coloured: bool
) -> None:
    assert ("\x1b[" in losslint(*words, "wrong.py", cwd=project, **variables).stdout) is coloured


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_on_a_terminal(project: Path, variables: dict[str, str], *, coloured: bool) -> None:
    assert ("\x1b[1;31m" in on_a_terminal(project, variables)) is coloured


def on_a_terminal(cwd: Path, variables: dict[str, str]) -> str:
    """What a terminal receives from `losslint wrong.py`."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "losslint", "wrong.py"]
    environment = {**os.environ, "TERM": "xterm", **variables}
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    received = b""
    try:
        while piece := os.read(ours, 4096):
            received += piece
    except OSError:  # how Linux tells that the other side has closed
        pass
    os.close(ours)
    assert process.wait(60) == 1
    return received.decode("utf-8")


def test_progress_is_shown_on_a_terminal_after_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = ProgressLine(terminal=True, clock=lambda: now[0])
    for second in (1.0, 2.5, 2.55, 3.0):
        now[0] = second
        progress(int(second * 10), 100)
    progress.clear()
    assert capsys.readouterr().err == "\r\x1b[2Klosslint: 25 of 100 files\r\x1b[2Klosslint: 30 of 100 files\r\x1b[2K"
    silent = ProgressLine(terminal=False, clock=lambda: now[0])
    now[0] = 60.0
    silent(1, 2)
    silent.clear()
    assert capsys.readouterr().err == ""


# The other commands


def test_trace(project: Path) -> None:
    text = losslint("trace", "wrong.py:10", cwd=project).stdout
    assert "wrong.py:10:13: F.softmax(head(x), dim=1)" in text
    assert "softmax" in text
    assert losslint("trace", "wrong.py:10:13", cwd=project).stdout == text, "a column is allowed and ignored"


def test_trace_in_a_notebook(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "# Title"}, {"cell_type": "code", "source": WRONG}]
    (tmp_path / "nb.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}), "utf-8")
    assert "softmax" in losslint("trace", "nb.ipynb:2:10", cwd=tmp_path).stdout
    assert losslint("trace", "nb.ipynb:10", cwd=tmp_path).returncode == 2
    [finding] = document("check", "nb.ipynb", cwd=tmp_path)["diagnostics"]
    assert (finding["cell"], finding["line"]) == (2, 11)


def test_explain_and_rules(project: Path) -> None:
    page = losslint("explain", "LL101", cwd=project).stdout
    assert page.startswith("# softmax-into-cross-entropy\n")
    assert losslint("explain", "softmax-into-cross-entropy", cwd=project).stdout == page
    listed = losslint("rules", cwd=project).stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted(line.split()[0] for line in listed)
    assert any(line.startswith("LL101  error    softmax-into-cross-entropy: ") for line in listed)


def test_version_is_quick(project: Path) -> None:
    """Less than 100 ms above what the interpreter itself needs to start: processor time, the best of several, so that
    other programs on the machine do not count."""

    def best(*words: str) -> float:
        def once() -> float:
            before = os.times()
            subprocess.run([sys.executable, *words], cwd=project, check=True, capture_output=True)
            after = os.times()
            return after.children_user + after.children_system - before.children_user - before.children_system

        return min(once() for _ in range(7))

    assert best("-m", "losslint", "--version") - best("-c", "pass") < 0.1


# Bad input: a finding or a usage error, never a traceback, and every other file is still checked

BAD: dict[str, bytes] = {
    "syntax_error": b"from torch import nn\nnn.CrossEntropyLoss(\n",
    "python_2": b"from torch.nn import CrossEntropyLoss\nprint 'loss', CrossEntropyLoss\n",
    "null_bytes": b"from torch.nn import CrossEntropyLoss\nx = '\0'\n",
    "wrong_encoding": b"from torch.nn import CrossEntropyLoss\nx = '\xff\xfe'\n",
    "unknown_encoding": b"# -*- coding: no-such-codec -*-\nfrom torch.nn import CrossEntropyLoss\n",
    "tabs_and_spaces": b"from torch.nn import CrossEntropyLoss\nif 1:\n\tx = 1\n        y = 2\n",
    "five_megabytes": b"from torch.nn import CrossEntropyLoss\n" + b"value = [1, 2, 3, 4]\n" * 250_000,
    "deep_parentheses": b"from torch.nn import CrossEntropyLoss\nx = " + b"(" * 5000 + b")" * 5000 + b"\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_others_are_checked(project: Path, name: str) -> None:
    (project / "bad.py").write_bytes(BAD[name])
    done = losslint("--output-format", "json", ".", cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert [(finding["code"], finding["path"]) for finding in report["diagnostics"]] == [
        ("LL901", "bad.py"),
        ("LL101", "wrong.py"),
    ]
    assert report["files"]["failed"] == 1
    assert losslint("bad.py", cwd=project).returncode == 1


GOOD_BUT_ODD: dict[str, dict[str, str]] = {
    "import_cycle": {"a.py": f"import b\n{WRONG}", "b.py": "from a import *\nfrom a import head\nimport b\n"},
    "own_base_class": {
        "a.py": "from torch import nn\n\nclass Net(Net):\n    pass\n\nnn.CrossEntropyLoss()(Net()(1), 2)\n"
    },
    "bases_in_a_circle": {
        "a.py": "from b import B\nfrom torch import nn\nclass A(B): ...\nnn.CrossEntropyLoss()(A()(1), 2)\n",
        "b.py": "from a import A\nclass B(A): ...\n",
    },
    "endless_recursion": {"a.py": "from torch import nn\ndef f(x): return f(x)\nnn.CrossEntropyLoss()(f(1), 2)\n"},
    "deep_attributes": {"a.py": "from torch import nn\nnn.CrossEntropyLoss()(x" + ".a" * 4000 + ", y)\n"},
    "long_sum": {"a.py": "from torch import nn\nnn.CrossEntropyLoss()(" + "+".join(["x"] * 4000) + ", y)\n"},
    "empty": {"a.py": ""},
}


@pytest.mark.parametrize("name", GOOD_BUT_ODD)
def test_odd_programs_are_analysed(project: Path, name: str) -> None:
    for path, text in GOOD_BUT_ODD[name].items():
        (project / path).write_text(text, "utf-8")
    done = losslint("--output-format", "json", ".", cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    findings = json.loads(done.stdout)["diagnostics"]
    assert ("LL101", "wrong.py") in [(finding["code"], finding["path"]) for finding in findings]
    assert not any(finding["code"] == "LL901" for finding in findings)


def test_a_file_that_cannot_be_read_is_named(project: Path) -> None:
    (project / "gone.py").symlink_to(project / "nowhere.py")
    (project / "folder.py").mkdir()
    (project / "folder.py" / "inside.py").write_text(WRONG, "utf-8")
    report = document("check", "--exit-zero", ".", cwd=project)
    assert [(finding["code"], finding["path"]) for finding in report["diagnostics"]] == [
        ("LL101", "folder.py/inside.py"),
        ("LL901", "gone.py"),
        ("LL101", "wrong.py"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_without_permission_is_named(project: Path) -> None:
    (project / "wrong.py").chmod(0)
    assert codes(".", cwd=project) == ["LL901"]


def test_an_internal_error_is_told_and_keeps_the_rest(project: Path) -> None:
    """The defect is planted: the verdict on one file's loss call fails."""
    (project / "sabotage.py").write_text(
        "import sys\n"
        "import losslint.rules.verdict as module\n"
        "from losslint.cli import entry\n"
        "right = module.verdict\n"
        "def wrong(site):\n"
        "    if site.place.path == 'right.py':\n"
        "        raise RuntimeError('planted')\n"
        "    return right(site)\n"
        "module.verdict = wrong\n"
        "entry()\n",
        "utf-8",
    )
    command = [sys.executable, "sabotage.py", "check", "--exit-zero", "--output-format", "json", "."]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert [finding["code"] for finding in json.loads(done.stdout)["diagnostics"]] == ["LL101"]
    assert "internal error while judging the loss call at right.py:11:12: RuntimeError: planted" in done.stderr
    assert TRACEBACK not in done.stderr
    environment = {**os.environ, "LOSSLINT_DEBUG": "1"}
    loud = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert TRACEBACK in loud.stderr
