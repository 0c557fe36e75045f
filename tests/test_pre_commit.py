"""The pre-commit hooks under the real pre-commit, in real git repositories: from install to a commit refused and accepted.

The hooks' repository is a fresh one with this checkout's files in it, so that what is tested is what stands here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from test_api import mended

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "cross_file"
DOCS = ROOT / "docs" / "ci.md"
INLINE = """\
import torch
import torch.nn.functional as F
from torch import nn

head = nn.Linear(8, 10)
x, y = torch.rand(4, 8), torch.randint(10, (4,))
loss = F.cross_entropy(F.softmax(head(x), dim=1), y)
loss.backward()
"""
PACKAGED = ("src", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments of hooks: made once for all tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A git repository with the hooks of this checkout."""
    folder = tmp_path_factory.mktemp("losslint")
    for name in PACKAGED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return repository(folder, home)


@pytest.fixture
def team(tmp_path: Path, hooks: Path, home: Path) -> Path:
    """A team's repository with a right pair over three files; the hook is installed and everything committed."""
    for file in EXAMPLE.glob("*.py"):
        shutil.copy(file, tmp_path)
    (tmp_path / "model.py").write_text(mended(tmp_path), "utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.losslint]\nexclude = ["generated"]\n', "utf-8")
    revision = run("git", "rev-parse", "HEAD", cwd=hooks, home=home).strip()
    config = f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: losslint\n"
    (tmp_path / ".pre-commit-config.yaml").write_text(config, "utf-8")
    repository(tmp_path, home)
    assert "installed" in run(sys.executable, "-m", "pre_commit", "install", cwd=tmp_path, home=home)
    return tmp_path


def repository(folder: Path, home: Path) -> Path:
    run("git", "init", "--quiet", cwd=folder, home=home)
    run("git", "add", "--all", cwd=folder, home=home)
    run("git", "commit", "--quiet", "--message", "first", cwd=folder, home=home)
    return folder


def run(*command: str | Path, cwd: Path, home: Path, status: int = 0) -> str:
    """Everything the command prints; of the environment it sees neither git's nor this checkout's variables."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON", "VIRTUAL"))}
    person = {
        f"GIT_{role}_{what}": "someone@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    environment |= {**person, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def commit(team: Path, home: Path, *files: str, status: int = 0) -> str:
    """Stage `files` and commit: what git and the hook say."""
    run("git", "add", "--all", "--", *files, cwd=team, home=home)
    return run("git", "commit", "--message", "change", cwd=team, home=home, status=status)


def commits(team: Path, home: Path) -> int:
    return len(run("git", "log", "--format=%h", cwd=team, home=home).split())


def test_a_change_of_the_model_alone_is_refused_for_the_loss_in_another_file(team: Path, home: Path) -> None:
    right = (team / "model.py").read_text("utf-8")
    shutil.copy(EXAMPLE / "model.py", team / "model.py")
    told = commit(team, home, "model.py", status=1)
    assert "losslint" in told
    assert "Failed" in told
    assert "- exit code: 1" in told
    assert "error[LL101]: CrossEntropyLoss gets softmax probabilities (10 classes)" in told
    assert "  --> engine.py:9:16\n" in told, "the picture, though only model.py is staged"
    assert commits(team, home) == 1
    (team / "model.py").write_text(right.replace("class ", "# scores come out\nclass ", 1), "utf-8")
    assert "Passed" in commit(team, home, "model.py")
    assert commits(team, home) == 2


def test_the_transcript_in_the_documents_is_real(team: Path, home: Path) -> None:
    shutil.copy(EXAMPLE / "model.py", team / "model.py")
    told = commit(team, home, "model.py", status=1)
    told = told[told.index("losslint.") :].rstrip() + "\n"
    page = DOCS.read_text("utf-8")
    pattern = re.compile(r"(?<=<!-- transcript: git commit -->\n```text\n).*?(?=```)", re.DOTALL)
    if os.environ.get("LOSSLINT_UPDATE"):
        DOCS.write_text(pattern.sub(lambda _: told, page), "utf-8")
    else:
        assert pattern.findall(page) == [told]


def test_the_second_hook_mends_what_is_safe(team: Path, home: Path) -> None:
    config = team / ".pre-commit-config.yaml"
    config.write_text(config.read_text("utf-8").replace("id: losslint", "id: losslint-fix"), "utf-8")
    (team / "inline.py").write_text(INLINE, "utf-8")
    told = commit(team, home, ".", status=1)
    assert "files were modified by this hook" in told
    assert "mended inline.py:7:8 LL101" in told
    assert "F.cross_entropy(head(x), y)" in (team / "inline.py").read_text("utf-8")
    assert "Passed" in commit(team, home, ".")


def test_what_is_not_staged_does_not_count(team: Path, home: Path) -> None:
    shutil.copy(EXAMPLE / "model.py", team / "model.py")
    (team / "engine.py").write_text((team / "engine.py").read_text("utf-8") + "\n# one line more\n", "utf-8")
    assert "Passed" in commit(team, home, "engine.py")
    assert "F.softmax(" in (team / "model.py").read_text("utf-8"), "the work tree is as it was"


def test_no_files_and_deleted_files(team: Path, home: Path) -> None:
    (team / "notes.txt").write_text("nothing to check\n", "utf-8")
    assert "(no files to check)Skipped" in commit(team, home, "notes.txt")
    (team / "train.py").unlink()
    assert "(no files to check)Skipped" in commit(team, home, "train.py"), "pre-commit passes no deleted files"


def test_a_renamed_file_is_passed_by_its_new_name(team: Path, home: Path) -> None:
    shutil.copy(EXAMPLE / "model.py", team / "net.py")
    (team / "model.py").unlink()
    for name in ("train.py", "engine.py"):
        text = (team / name).read_text("utf-8").replace("from model import", "from net import")
        (team / name).write_text(text, "utf-8")
    assert "error[LL101]" in commit(team, home, ".", status=1)


def test_excluded_files_are_left_out_though_they_are_passed(team: Path, home: Path) -> None:
    (team / "generated").mkdir()
    (team / "generated" / "wrong.py").write_text(
        "from torch import nn\nloss = nn.CrossEntropyLoss()(nn.Softmax(dim=1)(nn.Linear(3, 4)(x)), y)\n", "utf-8"
    )
    assert "Passed" in commit(team, home, "generated")


def test_more_files_than_one_command_takes(team: Path, home: Path) -> None:
    """pre-commit then runs the hook several times, one after the other; each time the whole project is read."""
    name = "a_module_with_a_name_that_is_rather_long_" * 5
    for number in range(700):
        (team / f"{name}{number}.py").write_text("", "utf-8")
    shutil.copy(EXAMPLE / "model.py", team / "model.py")
    assert "error[LL101]" in commit(team, home, ".", status=1)


def test_a_bad_configuration_refuses_the_commit_and_says_why(team: Path, home: Path) -> None:
    (team / "pyproject.toml").write_text("[tool.losslint]\nselct = ['LL1']\n", "utf-8")
    (team / "model.py").write_text((team / "model.py").read_text("utf-8") + "\n", "utf-8")
    told = commit(team, home, ".", status=1)
    assert "- exit code: 2" in told
    assert "did you mean 'select'?" in told
