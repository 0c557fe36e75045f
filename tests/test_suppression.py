"""Suppression: which comments hold a finding back, which hold back nothing, and what `--fix` would make of those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inside import document, losslint
from losslint.config import Config, Selection
from losslint.diagnostic import Diagnostic, Fix, Report
from losslint.directives import Directive, Kind, directives, with_codes, without
from losslint.gate import gate
from losslint.runner import run
from losslint.source.comments import comments_in

HEAD = """\
from torch import nn
from torch.nn import functional as F

head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()


def step(x, y):
"""
WRONG = f"""{HEAD}    probs = F.softmax(head(x), dim=1)
    return criterion(probs, y)
"""


def report(folder: Path, *paths: str, select: tuple[str, ...] = ("LL",)) -> Report:
    config = Config(selection=Selection(select))
    return gate(run([Path(path) for path in paths or (".",)], cwd=folder, config=config), config)


def found(text: str, folder: Path, name: str = "train.py") -> list[str]:
    """The codes that are reported for a file, with the line of each."""
    (folder / name).write_text(text, "utf-8")
    return [f"{finding.code}:{finding.place.line}" for finding in report(folder).diagnostics]


# What holds a finding back


@pytest.mark.parametrize(
    "comment",
    [
        "# losslint: ignore[LL101]",
        "# losslint: ignore[LL101] the baseline of the paper",
        "#losslint:ignore[LL101]",
        "# losslint: ignore [ LL101 ,LL102 ]",
        "# noqa: LL101",
        "# NOQA:LL101",
        "# noqa: E501, LL101",
        "# noqa: E501 LL101 and a reason",
        "# type: ignore  # losslint: ignore[LL101]",
        "# noqa: E501  # losslint: ignore[LL101]",
        "# see #12  # losslint: ignore[LL101]",
    ],
)
def test_a_comment_at_the_loss_call_holds_it_back(tmp_path: Path, comment: str) -> None:
    text = WRONG.replace("criterion(probs, y)", f"criterion(probs, y)  {comment}")
    shown = [code for code in found(text, tmp_path) if code != "LL902:10"]  # LL102 is idle in one of them
    assert shown == []
    [held] = report(tmp_path).suppressed
    assert held.suppression is not None
    assert (held.code, held.suppression.kind) == ("LL101", "comment")
    assert held.suppression.place is not None
    assert held.suppression.place.line == 10


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: E501",
        "# noqa: LL1",
        "# noqa LL101",
        "# losslint: ignore[LL102]",
        "# losslint: ignored[LL101]",
        "# losslint ignore[LL101]",
        "# ruff: noqa: LL101",
        "# losslint: ignore(LL101)",
    ],
)
def test_other_comments_hold_nothing_back(tmp_path: Path, comment: str) -> None:
    text = WRONG.replace("criterion(probs, y)", f"criterion(probs, y)  {comment}")
    assert "LL101:10" in found(text, tmp_path)


def test_a_comment_inside_a_string_is_none(tmp_path: Path) -> None:
    text = WRONG.replace("criterion(probs, y)", 'criterion(probs, y) if "# noqa: LL101" else """\n# noqa: LL101\n"""')
    assert found(text, tmp_path) == ["LL101:10"]
    assert found("'''\n# losslint: ignore-file[LL101]\n'''\n" + WRONG, tmp_path) == ["LL101:13"]


@pytest.mark.parametrize(
    "lines",
    [
        ["    # losslint: ignore[LL101]", "    return criterion(probs, y)"],
        ["    # losslint: ignore[LL101]", "    # and more", "", "    return criterion(probs, y)"],
        ["    return criterion(  # losslint: ignore[LL101]", "        probs, y)"],
        ["    return criterion(", "        # losslint: ignore[LL101]", "        probs, y)"],
        ["    return criterion(", "        probs,", "        y,  # noqa: LL101", "    )"],
        ["    return (", "        criterion(probs, y)", "    )  # losslint: ignore[LL101]"],
        ["    return (", "        criterion(", "        probs, y)  # noqa: LL101", "    )"],
        ["    return \\", "        criterion(probs, y)  # noqa: LL101"],
    ],
)
def test_any_line_of_the_call_and_the_end_of_its_statement(tmp_path: Path, lines: list[str]) -> None:
    text = WRONG.replace("    return criterion(probs, y)", "\n".join(lines))
    assert found(text, tmp_path) == []
    assert len(report(tmp_path).suppressed) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["    # noqa: LL101", "    return criterion(probs, y)"],
        ["    a = 1  # losslint: ignore[LL101]", "    return criterion(probs, y)"],
        ["    return criterion(probs, y)", "    # losslint: ignore[LL101]"],
        ["    return (  # losslint: ignore[LL101]", "        1,", "        criterion(probs, y),", "    )"],
    ],
)
def test_comments_on_other_lines_hold_nothing_back(tmp_path: Path, lines: list[str]) -> None:
    codes = found(WRONG.replace("    return criterion(probs, y)", "\n".join(lines)), tmp_path)
    assert any(code.startswith("LL101") for code in codes)
    assert any(code.startswith("LL902") for code in codes)


def test_any_place_of_the_trail(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(3, 4)\n    def forward(self, x):\n        return self.fc(x).softmax(1)  # HERE\n",
        "utf-8",
    )
    (tmp_path / "train.py").write_text(
        "from torch import nn\nfrom model import Net\nnet = Net()\ncriterion = nn.CrossEntropyLoss()  # HERE\n"
        "def step(x, y):\n    return criterion(net(x), y)  # HERE\n",
        "utf-8",
    )
    [finding] = report(tmp_path).diagnostics
    assert {step.place.path for step in finding.trail} == {"model.py", "train.py"}
    for name in ("model.py", "train.py"):
        text = (tmp_path / name).read_text("utf-8")
        for number, line in enumerate(text.splitlines()):
            if "# HERE" in line:
                lines = text.splitlines()
                lines[number] = line.replace("# HERE", "# losslint: ignore[LL101] on purpose")
                (tmp_path / name).write_text("\n".join(lines), "utf-8")
                result = report(tmp_path)
                assert result.diagnostics == (), (name, number)
                assert [held.suppression.reason for held in result.suppressed if held.suppression] == ["on purpose"]
        (tmp_path / name).write_text(f"# losslint: ignore-file[LL101]\n{text}", "utf-8")
        assert report(tmp_path).diagnostics == ()
        (tmp_path / name).write_text(text, "utf-8")


def test_the_file_level_form(tmp_path: Path) -> None:
    assert found(f"{WRONG}\n# losslint: ignore-file[LL101] generated\n", tmp_path) == []
    assert found(f"# losslint: ignore-file[LL102]\n{WRONG}", tmp_path) == ["LL902:1", "LL101:11"]
    assert found(f"# losslint: ignore-file\n{WRONG}", tmp_path) == ["LL903:1", "LL101:11"]


def notebook(*cells: str) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_notebooks_cell_by_cell(tmp_path: Path) -> None:
    call = "%matplotlib inline\nloss = criterion(F.softmax(head(x), 1), y)"
    head = HEAD.replace("\ndef step(x, y):\n", "x, y = data()\n")
    assert found(notebook(head, call), tmp_path, "a.ipynb") == ["LL101:2"]
    assert found(notebook(head, f"{call}  # noqa: LL101"), tmp_path, "a.ipynb") == []
    assert found(notebook(head, "# losslint: ignore[LL101]\n" + call.partition("\n")[2]), tmp_path, "a.ipynb") == []
    assert found(notebook(head, "x = 1\n# losslint: ignore[LL101]", call), tmp_path, "a.ipynb") == [
        "LL902:2",
        "LL101:2",
    ]
    assert found(notebook("# losslint: ignore-file[LL101]", head, call), tmp_path, "a.ipynb") == []
    assert found(notebook("x = (", head, f"{call}  # noqa: LL101"), tmp_path, "a.ipynb") == ["LL901:1"]


# LL902 and LL903


def test_unused_only_when_everything_was_looked_at(tmp_path: Path) -> None:
    right = WRONG.replace("F.softmax(head(x), dim=1)", "head(x)")
    idle = right.replace("criterion(probs, y)", "criterion(probs, y)  # losslint: ignore[LL101]")
    assert found(idle, tmp_path) == ["LL902:10"]
    assert [finding.code for finding in report(tmp_path, "train.py").diagnostics] == [], "only a part was asked for"
    assert report(tmp_path, select=("LL102", "LL902")).diagnostics == (), "the code was not selected"
    unresolved = idle + "\n\ndef other(x, y):\n    return nn.CrossEntropyLoss()(load(x), y)\n"
    assert found(unresolved, tmp_path) == [], "a loss call of the file is unknown"
    assert found(idle + "\n\n1 = 2\n", tmp_path) == ["LL901:13"]
    (tmp_path / "train.py").unlink()
    assert found("x = 1  # noqa: LL101\n", tmp_path, "other.py") == ["LL902:1"]
    (tmp_path / "train.py").write_text("from torch import nn\nnn.CrossEntropyLoss()(load(1), 2)\n", "utf-8")
    assert found("x = 1  # noqa: LL101\n", tmp_path, "other.py") == [], "an unknown loss may have a part in this file"


def test_a_comment_for_a_finding_that_is_off_is_of_use(tmp_path: Path) -> None:
    """LL108 is advice, off by default; the comment that holds it back is neither needed nor wrong."""
    advised = WRONG.replace("F.softmax", "F.log_softmax").replace("probs, y)", "probs, y)  # losslint: ignore[LL108]")
    assert found(advised, tmp_path) == []
    assert report(tmp_path).suppressed == ()
    assert [held.code for held in report(tmp_path, select=("ALL",)).suppressed] == ["LL108"]
    idle = advised.replace("F.log_softmax(head(x), dim=1)", "head(x)")
    assert found(idle, tmp_path) == [], "it would not be reported, so nobody is to blame"
    assert [finding.code for finding in report(tmp_path, select=("ALL",)).diagnostics] == ["LL902"]


FIXED = {
    "x = 1  # losslint: ignore[LL101]\n": "x = 1\n",
    "x = 1  # losslint: ignore[LL101] why\n": "x = 1\n",
    "x = 1  # noqa: LL101\n": "x = 1\n",
    "x = 1  # noqa: E501, LL101\n": "x = 1  # noqa: E501\n",
    "x = 1  # noqa: LL101,E501 why\n": "x = 1  # noqa: E501 why\n",
    "x = 1  # type: ignore  # losslint: ignore[LL101]\n": "x = 1  # type: ignore\n",
    "x = 1  # losslint: ignore[LL101]  # type: ignore\n": "x = 1  # type: ignore\n",
    "x = 1  # losslint: ignore[LL101]": "x = 1",
    "# losslint: ignore-file[LL101]\nx = 1\n": "x = 1\n",
    "if x:\n    # losslint: ignore[LL101]\n    y\n": "if x:\n    y\n",
    "x = 1\n# losslint: ignore[LL101]": "x = 1\n",
    "x = 1  # losslint: ignore[LL999]\n": "x = 1\n",
    "x = 1  # losslint: ignore\n": "x = 1\n",
    "x = 1  # losslint: ignore[] why\n": "x = 1\n",
    "x = 1  # losslint: ignore[nonsense, E501]\n": None,  # two words, two findings
    "x = 'ä'  # noqa: LL101\n": "x = 'ä'\n",
}


@pytest.mark.parametrize("text", FIXED)
def test_the_fix_takes_away_what_is_of_no_use_and_nothing_else(tmp_path: Path, text: str) -> None:
    found(text, tmp_path)
    findings = report(tmp_path).diagnostics
    assert {finding.code for finding in findings} <= {"LL902", "LL903"}
    if (wanted := FIXED[text]) is None:
        assert len(findings) == 2
        return
    [finding] = findings
    assert finding.fix is not None
    assert edited(text, finding.fix) == wanted
    assert found(wanted, tmp_path) == []


def edited(text: str, fix: Fix) -> str:
    [edit] = fix.edits
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    first = starts[edit.place.line - 1] + edit.place.column - 1
    last = starts[edit.place.end_line - 1] + edit.place.end_column - 1
    return text[:first] + edit.text + text[last:]


def test_unknown_codes_are_told_with_what_was_meant(tmp_path: Path) -> None:
    found("x = 1  # losslint: ignore[LL1O1, softmax]\ny = 2  # noqa: LL1011, E501\n", tmp_path)
    first, second, third = report(tmp_path).diagnostics
    assert first.message == "LL1O1 is no rule of losslint: did you mean LL101?"
    assert (first.place.column, first.place.end_column) == (27, 32)
    assert second.message == "softmax is no rule of losslint"
    assert third.message.startswith("LL1011 is no rule of losslint: did you mean LL101?")


def test_the_command_line_reports_and_fails_on_them(tmp_path: Path) -> None:
    found("x = 1  # losslint: ignore[LL101]\n", tmp_path)
    done = losslint(".", cwd=tmp_path)
    assert done.returncode == 1
    assert "warning[LL902]: LL101 reports nothing here" in done.stdout
    assert losslint("--ignore", "LL902", ".", cwd=tmp_path).returncode == 0
    found(f"{WRONG}  # losslint: ignore[LL101]\n".replace("y)\n  #", "y)  #"), tmp_path)
    assert losslint(".", cwd=tmp_path).returncode == 0
    assert document("--exit-zero", ".", cwd=tmp_path)["diagnostics"] == []


def test_fix_takes_them_away_in_scripts_and_notebooks(tmp_path: Path) -> None:
    found("x = 1  # losslint: ignore[LL101, LL999]\ny = 2  # noqa: E501, LL102\n", tmp_path)
    found(notebook("x = 1  # noqa: LL101\ny = 2"), tmp_path, "a.ipynb")
    done = losslint("--fix", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "train.py").read_text("utf-8") == "x = 1\ny = 2  # noqa: E501\n"
    assert (tmp_path / "a.ipynb").read_text("utf-8") == notebook("x = 1\ny = 2")


def test_what_is_held_back_is_counted(tmp_path: Path) -> None:
    """The closing line must not read as if nothing were there."""
    found(WRONG.replace("probs, y)", "probs, y)  # noqa: LL101"), tmp_path)
    told = "No findings in 1 file (1 loss call: 1 mismatched)"
    assert losslint(".", cwd=tmp_path).stdout == f"{told}; held back: 1 by comments\n"
    found(WRONG, tmp_path, "engine.py")
    losslint("--write-baseline=known.json", ".", cwd=tmp_path)
    text = losslint("--baseline", "known.json", ".", cwd=tmp_path).stdout
    assert text.endswith("mismatched); held back: 1 by comments, 1 known\n")


def test_a_file_may_be_silent_about_unused_suppressions(tmp_path: Path) -> None:
    assert found("# losslint: ignore-file[LL902]\nx = 1  # losslint: ignore[LL101]\n", tmp_path) == []


# The parser of comments

words = st.lists(st.sampled_from(["LL101", "LL102", "E501", "W1", "LL999"]), max_size=4)
separators = st.sampled_from([",", ", ", " ", " , "])
reasons = st.text(alphabet="abc: -#1é", max_size=12).filter(
    lambda text: "# " not in f"{text} " and not text.endswith("#")
)
texts = st.text(alphabet="# :,[]noqalsitgre-fLE10 \t\x0cé", max_size=60)


@given(words, separators, reasons, st.sampled_from(["", "# type: ignore  ", "# see #12, then  "]))
def test_codes_and_reason_are_read_back(codes: list[str], separator: str, reason: str, before: str) -> None:
    comment = f"{before}# losslint: ignore[{separator.join(codes)}] {reason}"
    [directive] = directives(comment)
    assert [word.text for word in directive.words] == codes
    assert all(comment[word.start : word.end] == word.text for word in directive.words)
    assert directive.reason == reason.strip(" \t:-–—") or "#" in reason
    assert comment[directive.start :].startswith("# losslint")


@given(texts)
def test_any_comment_can_be_read_and_what_is_found_stands_there(text: str) -> None:
    comment = f"#{text}"
    end = 0
    for directive in directives(comment):
        assert end <= directive.start < directive.end <= len(comment)
        end = directive.end
        assert all(comment[word.start : word.end] == word.text for word in directive.words)


@given(words.filter(bool), separators, st.data())
def test_taking_words_away_leaves_the_others(codes: list[str], separator: str, data: st.DataObject) -> None:
    comment = f"# noqa: {separator.join(codes)}  # losslint: ignore[{separator.join(codes)}] why  # fmt: skip"
    directive = data.draw(st.sampled_from([*directives(comment)]))
    gone = data.draw(st.lists(st.sampled_from(directive.words), unique=True))
    after = without(comment, directive, gone)
    kept = [word.text for word in directive.words if word not in gone]
    others = [[word.text for word in other.words] for other in directives(comment) if other != directive]
    assert sorted([word.text for word in d.words] for d in directives(after)) == sorted(
        [*([kept] if kept else []), *others]
    )
    assert after.endswith("# fmt: skip")
    more = with_codes(comment, directive, ["LL103"])
    assert {"LL103", *codes} == next({w.text for w in d.words} for d in directives(more) if d.kind is directive.kind)


def test_kinds() -> None:
    comment = "# losslint: ignore-file[LL101] # noqa: LL102 # losslint: ignore[LL103]"
    assert [(found.kind, found.words[0].text) for found in directives(comment)] == [
        (Kind.FILE, "LL101"),
        (Kind.NOQA, "LL102"),
        (Kind.IGNORE, "LL103"),
    ]
    [noqa] = directives("# noqa: E501, LL101")
    assert isinstance(noqa, Directive)
    assert [word.text for word in noqa.codes()] == ["LL101"]


@given(st.text(alphabet="ab#'\"\\\n()[] \t=:\x0c", max_size=80))
def test_any_text_has_comments_that_stand_in_it(text: str) -> None:
    lines = text.split("\n")
    for comment in comments_in(text, "a.py"):
        place = comment.place
        line = lines[place.line - 1]
        assert line[place.column - 1 : place.end_column - 1] == comment.text == line[place.column - 1 :]
        assert comment.alone == (line[: place.column - 1].strip(" \t\x0c") == "")


def test_findings_are_in_order_and_marked(tmp_path: Path) -> None:
    found("y = 1  # noqa: LL102\n" + WRONG + "z = 1  # noqa: LL102\n", tmp_path)
    findings: tuple[Diagnostic, ...] = report(tmp_path).diagnostics
    assert [finding.code for finding in findings] == ["LL902", "LL101", "LL902"]
    assert len({finding.fingerprint for finding in findings}) == 3
