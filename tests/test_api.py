"""losslint as a library, and a text from standard input in the place of a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import losslint as package
from test_cli import RIGHT, TRACEBACK, WRONG, document, losslint

EXAMPLE = Path(__file__).parent.parent / "examples" / "cross_file"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A wrong pair over two files."""
    for file in EXAMPLE.glob("*.py"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def mended(project: Path) -> str:
    text = (project / "model.py").read_text("utf-8")
    assert "F.softmax(self.head(x), dim=1)" in text
    return text.replace("F.softmax(self.head(x), dim=1)", "self.head(x)")


# The library


def test_check_gives_what_the_command_reports(project: Path) -> None:
    report = package.check(project, cwd=project)
    assert isinstance(report, package.Report)
    [finding] = report.diagnostics
    [told] = document(".", cwd=project)["diagnostics"]
    assert (finding.code, str(finding.place)) == (told["code"], f"{told['path']}:{told['line']}:{told['column']}")
    assert finding.severity is package.Severity.ERROR
    assert finding.fingerprint == told["fingerprint"]
    assert [row.verdict for row in report.pairs] == ["mismatch"]
    assert not report.internal


def test_paths_may_be_one_or_many(project: Path) -> None:
    once = package.check("model.py", cwd=project).diagnostics
    assert len(once) == 1
    assert package.check(["model.py"], cwd=str(project)).diagnostics == once
    assert package.check([project / "model.py", project / "train.py"], cwd=project).diagnostics == once
    assert package.check(cwd=project).diagnostics == once


def test_selection(project: Path) -> None:
    assert not package.check(cwd=project, ignore=["LL101"]).diagnostics
    assert not package.check(cwd=project, select=["LL102"]).diagnostics
    assert not package.check(cwd=project, exclude=["engine.py"]).diagnostics
    assert len(package.check(cwd=project, select=["LL102"], extend_select=["LL1"]).diagnostics) == 1


def test_contents_stand_for_files(project: Path) -> None:
    assert not package.check(cwd=project, contents={"model.py": mended(project)}).diagnostics
    assert not package.check(cwd=project, contents={project / "model.py": mended(project).encode()}).diagnostics
    [finding] = package.check("new.py", cwd=project, contents={"new.py": WRONG}).diagnostics
    assert finding.place.path == "new.py", "the file need not exist"


def test_fixes_are_looked_for_on_request(project: Path) -> None:
    text = WRONG.replace("probs = F.softmax(head(x), dim=1)\n    return criterion(probs, y)", "pass") + (
        "\n\nloss = F.cross_entropy(F.softmax(head(1), dim=1), 2)\n"
    )
    (project / "inline.py").write_text(text, "utf-8")
    [plain] = package.check("inline.py", cwd=project).diagnostics
    assert plain.fix is None
    [finding] = package.check("inline.py", cwd=project, fixes=True).diagnostics
    assert finding.fix is not None
    assert finding.fix.applicability is package.Applicability.SAFE
    assert [edit.text for edit in finding.fix.edits] == ["head(1)"]


def test_what_the_caller_must_mend_is_one_exception(project: Path) -> None:
    with pytest.raises(package.UsageProblem, match="no such file or folder: missing"):
        package.check("missing.py", cwd=project)
    with pytest.raises(package.UsageProblem, match="unknown rule code 'LL999'"):
        package.check(cwd=project, select=["LL999"])


def test_every_name_is_there_and_others_are_not() -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="module 'losslint' has no attribute 'chekc'"):
        package.chekc  # type: ignore[attr-defined]  # noqa: B018


def test_importing_losslint_loads_nothing_else() -> None:
    code = "import sys, losslint; print(*(name for name in sys.modules if name.startswith('losslint')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["losslint"]


# Standard input


def stdin(text: str | bytes, *words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    data = text.encode() if isinstance(text, str) else text
    command = [sys.executable, "-m", "losslint", "--output-format", "concise", *words]
    return subprocess.run(command, cwd=cwd, input=data, capture_output=True, timeout=120, check=False)


def test_standard_input_stands_for_its_file(project: Path) -> None:
    done = stdin(mended(project), "-", "--stdin-filename", "model.py", cwd=project)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"No findings in 1 file (1 loss call: 1 fine)\n", "the loss in another file is judged by it"
    done = stdin((project / "model.py").read_text("utf-8"), "-", "--stdin-filename", "model.py", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith(b"engine.py:9:16: error[LL101]")


def test_a_name_alone_reads_standard_input_as_ruff_does(project: Path) -> None:
    assert stdin(mended(project), "--stdin-filename", "model.py", cwd=project).returncode == 0


def test_standard_input_without_a_name(project: Path) -> None:
    done = stdin(WRONG, "-", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith(b"-:11:12: error[LL101]")
    assert stdin(RIGHT, "-", cwd=project).returncode == 0
    assert stdin("", "-", cwd=project).returncode == 0


def test_a_new_file_and_a_notebook(project: Path) -> None:
    assert stdin(WRONG, "-", "--stdin-filename", "deep/new.py", cwd=project).stdout.startswith(b"deep/new.py:11:12")
    done = stdin("not a notebook", "-", "--stdin-filename", "nb.ipynb", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith(b"nb.ipynb:1:1: error[LL901]")


@pytest.mark.parametrize("text", [b"x = '\xff'\n", b"x = (\n", b"x = '\0'\n"])
def test_bad_text_is_a_finding(project: Path, text: bytes) -> None:
    done = stdin(text, "-", "--stdin-filename", "model.py", cwd=project)
    assert done.returncode == 1
    assert b"model.py:1:" in done.stdout
    assert b"LL901" in done.stdout
    assert TRACEBACK.encode() not in done.stderr


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["-", "model.py"], "standard input is one file"),
        (["--stdin-filename", "model.py", "train.py"], "standard input is one file"),
        (["-", "--watch"], "standard input can be read only once"),
    ],
)
def test_standard_input_stands_alone(project: Path, words: list[str], cause: str) -> None:
    done = losslint(*words, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert cause in done.stderr
