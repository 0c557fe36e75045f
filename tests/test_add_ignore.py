"""`--add-ignore`: after it nothing is reported, the program is the same but for comments, and files are written whole."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

from inside import losslint
from losslint.add_ignore import ignores
from losslint.cli.known import add_ignores
from losslint.config import Config, Selection
from losslint.diagnostic import Report
from losslint.gate import gate
from losslint.runner import Run, run
from losslint.trial import edited
from test_cli import TRACEBACK

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
EVERYTHING = Config(selection=Selection(("ALL",)))
HEAD = """\
from torch import nn
from torch.nn import functional as F

head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()


def step(x, y):
    probs = F.softmax(head(x), dim=1)
"""


def looked_at(folder: Path, config: Config = EVERYTHING) -> tuple[Run, Report]:
    done = run([folder], cwd=folder, config=config)
    return done, gate(done, config)


def after(text: str, folder: Path, reason: str = "", name: str = "train.py") -> str:
    """What becomes of a file; nothing is reported for it then."""
    (folder / name).write_text(text, "utf-8")
    done, report = looked_at(folder)
    contents = edited(done, ignores(report.diagnostics, done.project, reason).edits)
    (folder / name).write_bytes(contents.get(folder / name, text.encode()))
    assert looked_at(folder)[1].diagnostics == ()
    return (folder / name).read_text("utf-8")


CALLS = {
    "    return criterion(probs, y)\n": "    return criterion(probs, y)  # losslint: ignore[LL101]\n",
    "    return criterion(probs, y)": "    return criterion(probs, y)  # losslint: ignore[LL101]",
    "    return criterion(probs, y)  \n": "    return criterion(probs, y)  # losslint: ignore[LL101]\n",
    "    return criterion(probs, y)  # why\n": "    return criterion(probs, y)  # why  # losslint: ignore[LL101]\n",
    "    return criterion(probs, y)  # noqa: E501\n": (
        "    return criterion(probs, y)  # noqa: E501  # losslint: ignore[LL101]\n"
    ),
    "    return criterion(probs, y)  # losslint: ignore[LL110] ok\n": None,
    "    return criterion(\n        probs,  # p\n        y,\n    )\n": (
        "    return criterion(\n        probs,  # p\n        y,\n    )  # losslint: ignore[LL101]\n"
    ),
    "    return \\\n        criterion(probs, y)\n": "    return \\\n        criterion(probs, y)  # losslint: ignore[LL101]\n",
    '    return criterion(probs, y), """\n  text"""\n': (
        '    return criterion(probs, y), """\n  text"""  # losslint: ignore[LL101]\n'
    ),
    "    if criterion(probs, y) > 1:\n        pass\n": (
        "    if criterion(probs, y) > 1:  # losslint: ignore[LL101]\n        pass\n"
    ),
    "    a = criterion(probs, y); b = criterion(probs, x)\n": (
        "    a = criterion(probs, y); b = criterion(probs, x)  # losslint: ignore[LL101]\n"
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_comment_stands_behind_the_statement(tmp_path: Path, call: str) -> None:
    if (wanted := CALLS[call]) is not None:
        assert after(HEAD + call, tmp_path) == HEAD + wanted
        return
    (tmp_path / "train.py").write_text(HEAD + call, "utf-8")
    done, report = looked_at(tmp_path)
    found = [finding for finding in report.diagnostics if finding.code == "LL101"]
    [data] = edited(done, ignores(found, done.project).edits).values()
    assert "# losslint: ignore[LL101, LL110] ok" in data.decode()


def test_the_reason_and_the_line_ends_and_the_encoding_stay(tmp_path: Path) -> None:
    text = "# -*- coding: latin-1 -*-\n# Größe\n" + HEAD + "    return criterion(probs, y)\n"
    (tmp_path / "train.py").write_bytes(text.replace("\n", "\r\n").encode("latin-1"))
    done, report = looked_at(tmp_path)
    [data] = edited(done, ignores(report.diagnostics, done.project, "früher").edits).values()
    wanted = text.replace("(probs, y)\n", "(probs, y)  # losslint: ignore[LL101] früher\n")
    assert data == wanted.replace("\n", "\r\n").encode("latin-1")


def test_notebooks(tmp_path: Path) -> None:
    source = [*HEAD.splitlines(keepends=True), "    return criterion(probs, y)"]
    cells = [{"cell_type": "markdown", "source": ["# é"]}, {"cell_type": "code", "source": source}]
    text = json.dumps({"nbformat": 4, "cells": cells}, indent=1)
    new = after(text, tmp_path, name="a.ipynb")
    assert new == text.replace("criterion(probs, y)", "criterion(probs, y)  # losslint: ignore[LL101]")


def test_what_a_comment_is_no_answer_to_is_left(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("from torch import nn\nnn.CrossEntropyLoss(\n", "utf-8")
    (tmp_path / "idle.py").write_text("x = 1  # losslint: ignore[LL999]\n", "utf-8")
    done, report = looked_at(tmp_path)
    result = ignores(report.diagnostics, done.project)
    assert [finding.code for finding in result.left] == ["LL901", "LL903"]
    assert result.edits == ()


@pytest.mark.parametrize("folder", sorted(FIXTURES.iterdir()), ids=lambda folder: folder.name)
def test_on_every_fixture(folder: Path, tmp_path: Path) -> None:
    """Nothing is reported any more, every statement is what it was, and there is nothing left to do."""
    project = tmp_path / folder.name
    shutil.copytree(folder, project)
    done, report = looked_at(project)
    result = ignores(report.diagnostics, done.project)
    contents = edited(done, result.edits)
    for path, data in contents.items():
        before = path.read_bytes()
        path.write_bytes(data)
        if path.suffix == ".py":
            assert ast.dump(ast.parse(before)) == ast.dump(ast.parse(data))
    _, again = looked_at(project)
    assert [finding for finding in again.diagnostics if not finding.code.startswith("LL9")] == []
    assert len(again.suppressed) == len(result.held)
    assert not [finding for finding in again.diagnostics if finding.code == "LL902"], "each comment is of use"


# The command


def test_the_command_writes_and_tells(tmp_path: Path) -> None:
    text = HEAD + "    return criterion(probs, y)\n"
    (tmp_path / "train.py").write_text(text, "utf-8")
    done = losslint("--add-ignore", "--reason", "the paper's baseline", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Suppressed 1 finding in 1 file\n")
    assert "y)  # losslint: ignore[LL101] the paper's baseline\n" in (tmp_path / "train.py").read_text("utf-8")
    assert losslint(".", cwd=tmp_path).returncode == 0
    assert losslint("--add-ignore", ".", cwd=tmp_path).stderr == "Suppressed 0 findings in 0 files\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--add-ignore", "--fix"],
        ["--add-ignore", "--write-baseline"],
        ["--reason", "x"],
        ["--add-ignore", "--reason", "two\nlines"],
    ],
)
def test_words_that_do_not_go_together(tmp_path: Path, words: list[str]) -> None:
    done = losslint(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert TRACEBACK not in done.stderr


def test_a_file_that_changed_meanwhile_is_left_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + "    return criterion(probs, y)\n"
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(text, "utf-8")
    done, report = looked_at(tmp_path)
    (tmp_path / "b.py").write_text("changed\n", "utf-8")
    (tmp_path / "c.py").chmod(0o444)
    assert not add_ignores(done, report, {"reason": ""})
    told = capsys.readouterr().err
    assert "b.py has changed since it was analysed" in told
    assert "c.py is read-only" in told
    assert "Suppressed 1 finding in 1 file\n" in told
    assert (tmp_path / "b.py").read_text("utf-8") == "changed\n"
    assert (tmp_path / "c.py").read_text("utf-8") == text
    assert "ignore[LL101]" in (tmp_path / "a.py").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "b.py", "c.py"]
