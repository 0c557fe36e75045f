"""Everything outside an edit stays, byte for byte: encodings, marks, line ends, notebooks; and files are written all
together or not at all."""

from __future__ import annotations

import codecs
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixing import HEAD, after, losslint, mended, written
from losslint.diagnostic import Applicability, Edit, Fix
from losslint.fix.edit import UneditableError, compatible, edited_script
from losslint.fix.notebook import edited_notebook
from losslint.fix.write import Change, WriteProblem, write_all
from losslint.place import Place
from losslint.source.notebook import read_notebook

WRONG = HEAD + "F.cross_entropy(F.softmax(net(x), 1), y)\n"
RIGHT = HEAD + "F.cross_entropy(net(x), y)\n"


# --- scripts


SCRIPTS: dict[str, Callable[[str], bytes]] = {
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old line ends": lambda text: text.replace("\n", "\r").encode(),
    "mixed line ends": lambda text: text.replace("\n", "\r\n", 3).encode(),
    "byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "latin-1": lambda text: ("# -*- coding: latin-1 -*-\n# größer\n" + text).encode("latin-1"),
    "letters before the edit": lambda text: text.replace("F.cross", "print('größer 🙂'); F.cross").encode(),
    "form feed": lambda text: text.replace("net =", "\f\nnet =").encode(),
    "no newline at the end": lambda text: text.removesuffix("\n").encode(),
    "tabs and spaces at line ends": lambda text: text.replace("net = ", "net =\t ").replace("\n", "  \n").encode(),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_rest_of_a_script_stays(tmp_path: Path, name: str) -> None:
    spell = SCRIPTS[name]
    written(tmp_path, {"train.py": spell(WRONG)})
    done = losslint(tmp_path, "--fix", ".")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "train.py").read_bytes() == spell(RIGHT)


def edit(line: int, column: int, end_line: int, end_column: int, text: str, cell: int | None = None) -> Edit:
    return Edit(Place("f", line, column, end_line, end_column, cell), text)


def test_several_edits_are_made_from_the_end() -> None:
    edits = [edit(1, 1, 1, 2, "xyz"), edit(2, 1, 2, 2, ""), edit(1, 3, 1, 3, "!")]
    assert edited_script(b"ab\ncd\n", edits) == b"xyzb!\nd\n"


def test_a_new_line_ends_as_the_others_do() -> None:
    assert edited_script(b"a\r\nb\r\n", [edit(1, 2, 1, 2, "\nc")]) == b"a\r\nc\r\nb\r\n"


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"# coding: nothing\n", b"\xff"])
def test_what_cannot_be_read_is_not_edited(data: bytes) -> None:
    with pytest.raises(UneditableError):
        edited_script(data, [])


def test_what_its_encoding_lacks_is_not_written() -> None:
    with pytest.raises(UneditableError, match="encoding"):
        edited_script(b"# coding: latin-1\nx\n", [edit(2, 1, 2, 2, "\u20ac")])


def fix(*edits: Edit) -> Fix:
    return Fix("", Applicability.SAFE, edits)


def test_the_first_of_two_that_overlap_is_made() -> None:
    one, other, third = fix(edit(1, 1, 1, 5, "a")), fix(edit(1, 4, 1, 6, "b")), fix(edit(1, 5, 1, 6, "c"))
    assert compatible([one, other, third]) == [one, third]
    assert compatible([one, fix(*one.edits)]) == [one, one]
    assert compatible([one, fix(edit(1, 1, 1, 1, "x"))]) == [one]
    assert compatible([one, fix(edit(1, 1, 1, 5, "b"), edit(9, 1, 9, 2, ""))]) == [one]
    assert compatible([one, fix(edit(1, 1, 1, 5, "a", cell=2))]) == [one, fix(edit(1, 1, 1, 5, "a", cell=2))]


# --- notebooks


def notebook(*sources: object, indent: int | None = 1, ascii_only: bool = True, key: str = "source") -> bytes:
    """A notebook of code cells with these sources, keys in an order of their own."""
    cells = [
        {"metadata": {"z": 1.50, "a": "\u00e9"}, key: source, "cell_type": "code", "outputs": []} for source in sources
    ]
    return (json.dumps({"nbformat": 4, "cells": cells}, indent=indent, ensure_ascii=ascii_only) + "\n").encode()


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


NOTEBOOKS: dict[str, Callable[[str], bytes]] = {
    "list of lines": lambda text: notebook(lines(HEAD), lines(text)),
    "one string": lambda text: notebook(HEAD, text),
    "no indentation": lambda text: notebook(lines(HEAD), lines(text), indent=None),
    "wide indentation": lambda text: notebook(lines(HEAD), lines(text), indent=4),
    "letters of other alphabets": lambda text: notebook(lines(HEAD), ["# größer 🙂\n", *lines(text)], ascii_only=False),
    "letters as escapes": lambda text: notebook(lines(HEAD), ['# größer 🙂 \\ " \t\n', *lines(text)]),
    "magics": lambda text: notebook(lines(HEAD), ["%matplotlib inline\n", "!ls *.py\n", *lines(text)]),
    "windows line ends within": lambda text: notebook(lines(HEAD), [line.replace("\n", "\r\n") for line in lines(text)]),
    "windows line ends of the file": lambda text: notebook(lines(HEAD), lines(text)).replace(b"\n", b"\r\n"),
    "text cells between": lambda text: notebook(lines(HEAD), [], lines(text)),
    "other spelling of the JSON": lambda text: notebook(HEAD, text, indent=None).replace(b"1.5", b"15e-1").replace(b": ", b" :\t"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_rest_of_a_notebook_stays(tmp_path: Path, name: str) -> None:
    spell = NOTEBOOKS[name]
    wrong = "p = F.softmax(net(x), 1)\nloss = F.cross_entropy(\n    F.softmax(\n        net(x), 1), y)\np.max()"
    right = "p = F.softmax(net(x), 1)\nloss = F.cross_entropy(\n    net(x), y)\np.max()"
    written(tmp_path, {"train.ipynb": spell(wrong)})
    done = losslint(tmp_path, "--fix", ".")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (tmp_path / "train.ipynb").read_bytes() == spell(right)


def test_a_line_that_goes_leaves_the_list() -> None:
    data = notebook(["a\n", "b\n", "c"])
    assert edited_notebook(data, [edit(2, 1, 3, 1, "", cell=1)]) == notebook(["a\n", "c"])
    assert edited_notebook(data, [edit(3, 1, 3, 2, "", cell=1)]) == notebook(["a\n", "b"])


def test_a_new_line_is_a_string_of_its_own() -> None:
    data = notebook(["a\n", "b"], indent=3)
    assert edited_notebook(data, [edit(1, 2, 1, 2, "\nx", cell=1)]) == notebook(["a\n", "x\n", "b"], indent=3)
    assert edited_notebook(notebook("a\nb"), [edit(1, 2, 1, 2, "\nx", cell=1)]) == notebook("a\nx\nb")


def test_a_cell_that_is_gone_is_not_edited() -> None:
    with pytest.raises(UneditableError, match="cell 3"):
        edited_notebook(notebook("a"), [edit(1, 1, 1, 2, "b", cell=3)])


TEXTS = st.text(st.sampled_from('ab\n"\\\t é🙂\u2028\x85'), min_size=1, max_size=12)


@given(
    before=TEXTS,
    text=TEXTS,
    behind=TEXTS,
    new=st.text(st.sampled_from('xy\n"\\é'), max_size=4),
    listed=st.booleans(),
    plain=st.booleans(),
)
def test_an_edit_changes_what_it_says_and_nothing_else(
    before: str, text: str, behind: str, new: str, listed: bool, plain: bool
) -> None:
    """Whatever characters stand around an edit: the source is edited as a text would be."""
    whole = before + text + behind
    as_list = [line + "\n" for line in whole.split("\n")]
    as_list[-1] = as_list[-1][:-1]
    data = notebook(as_list if listed else whole, ascii_only=not plain)
    first, last = position(whole, len(before)), position(whole, len(before) + len(text))
    changed = edited_notebook(data, [edit(*first, *last, new, cell=1)])
    assert "\n".join(read_notebook(changed).cells[0].lines) == before + new + behind
    outside = json.loads(changed)
    outside["cells"][0]["source"] = json.loads(data)["cells"][0]["source"]
    assert outside == json.loads(data)


def position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def test_cells_of_a_script_are_a_script(tmp_path: Path) -> None:
    cells = HEAD + "# %%\nF.cross_entropy(F.softmax(net(x), 1), y)\n# %% [markdown]\n# text\n"
    assert after(tmp_path, {"nb.py": cells}) == {"nb.py": cells.replace("F.softmax(net(x), 1)", "net(x)")}


# --- writing


def change(path: Path, new: bytes) -> Change:
    return Change(path, path.name, path.read_bytes(), new)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_rights_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.py", tmp_path / "link.py"
    real.write_bytes(b"old")
    real.chmod(0o751)
    link.symlink_to(real)
    write_all([change(link, b"new")])
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o751


def test_nothing_is_written_where_a_file_has_changed(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(b"old")
    changes = [change(tmp_path / name, b"new") for name in "abc"]
    (tmp_path / "b").write_bytes(b"someone else's")
    with pytest.raises(WriteProblem, match="b has changed since it was analysed"):
        write_all(changes)
    assert files(tmp_path) == {"a": b"old", "b": b"someone else's", "c": b"old"}


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(b"old")
    changes = [change(tmp_path / name, b"new") for name in "ab"]
    (tmp_path / "b").unlink()
    with pytest.raises(WriteProblem, match="b cannot be written: No such file"):
        write_all(changes)
    assert files(tmp_path) == {"a": b"old"}


def test_what_was_written_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk refuses the second file at the last moment."""
    for name in "ab":
        (tmp_path / name).write_bytes(b"old")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteProblem, match="b cannot be replaced: No space left"):
        write_all([change(tmp_path / name, b"new") for name in "ab"])
    assert files(tmp_path) == {"a": b"old", "b": b"old"}


def test_a_read_only_file_is_a_usage_error_and_nothing_is_written(tmp_path: Path) -> None:
    """The fix reaches into two files, one of which may not be written."""
    model = "import torch.nn as nn\n\nnet = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))\n"
    train = (
        "import torch\nimport torch.nn.functional as F\nfrom model import net\n"
        "x, y = torch.randn(4, 5), torch.tensor([0, 1, 2, 0])\n"
        "F.cross_entropy(net(x), y)\nF.cross_entropy(F.softmax(torch.nn.Linear(5, 3)(x), 1), y)\n"
    )
    written(tmp_path, {"model.py": model, "train.py": train})
    (tmp_path / "model.py").chmod(0o444)
    done = losslint(tmp_path, "--fix", "--unsafe-fixes", ".")
    assert done.returncode == 2
    assert "model.py is read-only; nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path) == {"model.py": model.encode(), "train.py": train.encode()}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    tmp_path.chmod(0o555)
    try:
        done = losslint(tmp_path, "--fix", ".")
    finally:
        tmp_path.chmod(0o755)
    assert done.returncode == 2
    assert (tmp_path / "train.py").read_text() == WRONG


# --- the command line


def test_diff_shows_and_writes_nothing(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    done = losslint(tmp_path, "--diff", ".")
    assert done.returncode == 1
    assert done.stderr == "Would mend 1 finding.\n"
    assert done.stdout.splitlines()[:2] == ["--- train.py", "+++ train.py"]
    assert "-F.cross_entropy(F.softmax(net(x), 1), y)\n+F.cross_entropy(net(x), y)\n" in done.stdout
    assert (tmp_path / "train.py").read_text() == WRONG


def test_a_diff_can_be_applied(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG.removesuffix("\n")})
    shown = losslint(tmp_path, "--diff", ".").stdout
    assert shown.count("\\ No newline at end of file") == 2


def test_diff_without_anything_to_mend(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": HEAD + "nn.BCELoss()(net(x), z)\n"})
    done = losslint(tmp_path, "--diff", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No finding would be mended.\n")
    assert losslint(tmp_path, "--diff", "--unsafe-fixes", ".").returncode == 1


def test_fix_reports_what_is_left(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG + "nn.BCELoss()(net(x), z)\n"})
    done = losslint(tmp_path, "--fix", "--output-format", "concise", ".")
    assert done.returncode == 1
    assert "mended train.py:7:1 LL101: Remove `F.softmax` in front of `cross_entropy`" in done.stderr
    assert "Mended 1 finding." in done.stderr
    assert "LL103" in done.stdout
    assert "LL101" not in done.stdout
    assert losslint(tmp_path, "--fix", "--unsafe-fixes", ".").returncode == 0


def test_only_what_is_selected_is_mended(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG + "nn.BCELoss()(net(x), z)\n"})
    losslint(tmp_path, "--fix", "--unsafe-fixes", "--select", "LL103", ".")
    assert (tmp_path / "train.py").read_text() == WRONG + "nn.BCEWithLogitsLoss()(net(x), z)\n"


def test_what_a_comment_holds_back_is_not_mended(tmp_path: Path) -> None:
    held = WRONG.removesuffix("\n") + "  # losslint: ignore[LL101] on purpose\n"
    written(tmp_path, {"train.py": held})
    assert losslint(tmp_path, "--fix", "--unsafe-fixes", ".").returncode == 0
    assert (tmp_path / "train.py").read_text() == held


def test_the_json_tells_the_fix_unless_it_is_not_wanted(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    [found] = json.loads(losslint(tmp_path, "--output-format", "json", ".").stdout)["diagnostics"]
    assert found["fix"]["applicability"] == "safe"
    assert [edit["text"] for edit in found["fix"]["edits"]] == ["net(x)"]
    [found] = json.loads(losslint(tmp_path, "--output-format", "json", "--no-fix", ".").stdout)["diagnostics"]
    assert found["fix"] is None
    assert (tmp_path / "train.py").read_text() == WRONG


def test_standard_input_is_not_written_back(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    done = losslint(tmp_path, "--fix", "--stdin-filename", "train.py", "-")
    assert done.returncode == 2
    assert "use --diff" in done.stderr


def test_a_file_that_changes_while_it_is_analysed_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    run, result = mended(tmp_path)
    (tmp_path / "train.py").write_text(WRONG + "# more\n")
    with pytest.raises(WriteProblem, match="has changed since"):
        write_all(result.changes(run))
    assert (tmp_path / "train.py").read_text() == WRONG + "# more\n"


def test_a_comment_of_no_use_goes(tmp_path: Path) -> None:
    """Fixes that other parts of losslint bring along are made like the planned ones, and together with them."""
    right = HEAD + "F.cross_entropy(net(x), y)  # losslint: ignore[LL101] once needed\n"
    written(tmp_path, {"train.py": right + "F.cross_entropy(F.softmax(net(x), 1), y)\n"})
    done = losslint(tmp_path, "--fix", ".")
    assert (done.returncode, done.stderr.count("mended")) == (0, 2), done.stderr
    assert (tmp_path / "train.py").read_text() == HEAD + "F.cross_entropy(net(x), y)\n" * 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_person_at_a_terminal_is_told_of_fixes(tmp_path: Path) -> None:
    written(tmp_path, {"train.py": WRONG})
    command = [sys.executable, "-m", "losslint", "check", "."]
    reading, writing = os.openpty()
    try:
        subprocess.run(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=writing, check=False)
        told = os.read(reading, 4096).decode()
    finally:
        os.close(reading)
        os.close(writing)
    assert "1 finding may have a fix: --diff --unsafe-fixes shows it" in told
    assert "may have a fix" not in losslint(tmp_path, ".").stderr


def test_only_what_a_branch_adds_is_mended(tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    written(tmp_path, {"old.py": WRONG})
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    written(tmp_path, {"new.py": WRONG})
    assert losslint(tmp_path, "--fix", "--diff-against", "HEAD", ".").returncode == 0
    assert files(tmp_path) == {"old.py": WRONG.encode(), "new.py": RIGHT.encode()}


def test_what_a_baseline_knows_is_not_mended(tmp_path: Path) -> None:
    written(tmp_path, {"old.py": WRONG})
    assert losslint(tmp_path, ".", "--write-baseline", "known.json").returncode == 0
    written(tmp_path, {"new.py": WRONG})
    assert losslint(tmp_path, "--fix", "--baseline", "known.json", ".").returncode == 0
    assert (tmp_path / "old.py").read_text() == WRONG
    assert (tmp_path / "new.py").read_text() == RIGHT
