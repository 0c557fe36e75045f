"""`--diff-against REF` on real git repositories: only what the branch adds is reported, and the repository is untouched."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from inside import losslint
from losslint.cache import FOLDER
from test_cli import TRACEBACK

MODEL = """\
from torch import nn
from torch.nn import functional as F

head = nn.Linear(8, 10)
criterion = nn.CrossEntropyLoss()


def step(x, y):
    probs = F.softmax(head(x), dim=1)
    return criterion(probs, y)
"""


def git(folder: Path, *words: str) -> str:
    quiet = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *quiet, *words], cwd=folder, check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout


def commit(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "more")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """`main` has one finding; the branch `work` begins there."""
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, train_py=MODEL)
    git(tmp_path, "checkout", "-qb", "work")
    return tmp_path


def added(folder: Path, *words: str, ref: str = "main") -> list[str]:
    done = losslint("--output-format", "json", "--exit-zero", "--diff-against", ref, *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return [f"{found['path']}:{found['line']}" for found in json.loads(done.stdout)["diagnostics"]]


def test_only_what_the_branch_adds(repository: Path) -> None:
    assert added(repository) == []
    assert losslint("--diff-against", "main", ".", cwd=repository).returncode == 0
    commit(repository, engine_py=MODEL, train_py="# moved\n\n" + MODEL)
    assert added(repository) == ["engine.py:10"]
    assert losslint("--diff-against", "main", ".", cwd=repository).returncode == 1
    (repository / "third.py").write_text(MODEL, "utf-8")
    assert added(repository) == ["engine.py:10", "third.py:10"], "what is not committed yet counts too"


def test_a_renamed_file_adds_nothing(repository: Path) -> None:
    git(repository, "mv", "train.py", "loop.py")
    commit(repository, loop_py="# renamed\n" + MODEL)
    assert added(repository) == []
    commit(repository, second_py=MODEL)
    assert added(repository) == ["second.py:10"]


def test_a_change_far_from_the_loss_is_the_branchs(repository: Path) -> None:
    """The loss call is old and was right; the branch puts a softmax into the model."""
    model = "from torch import nn\nhead = nn.Linear(8, 10)\ndef forward(x):\n    return head(x)\n"
    train = "from torch import nn\nfrom net import forward\ndef step(x, y):\n    return nn.CrossEntropyLoss()(forward(x), y)\n"
    git(repository, "checkout", "-q", "main")
    commit(repository, net_py=model, engine_py=train)
    git(repository, "checkout", "-q", "work")
    git(repository, "rebase", "-q", "main")
    commit(repository, net_py=model.replace("head(x)\n", "head(x).softmax(1)\n"))
    assert added(repository) == ["engine.py:4"]
    assert added(repository, "net.py") == ["engine.py:4"]


def test_the_common_ancestor_counts_not_the_ref_itself(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    commit(repository, train_py="")
    git(repository, "checkout", "-q", "work")
    assert added(repository) == [], "main has mended it since; the branch did not add it"
    assert added(repository, ref="HEAD") == []


def test_from_a_folder_of_the_repository_and_for_paths(repository: Path) -> None:
    commit(repository, sub__engine_py=MODEL, sub__other_py=MODEL)
    assert added(repository / "sub") == ["engine.py:10", "other.py:10"]
    assert added(repository, "sub/other.py", "train.py") == ["sub/other.py:10"]
    git(repository, "checkout", "-qb", "next")
    commit(repository, sub__other_py="\n" + MODEL)
    assert added(repository / "sub", ref="work") == []


def test_settings_hold_at_the_ancestor_too(repository: Path) -> None:
    """Source roots and excluded folders are those of the exported tree there, wherever the repository lies."""
    git(repository, "checkout", "-q", "main")
    commit(
        repository,
        lib__a__net_py="def forward(x):\n    return x.softmax(1)\n",
        lib__b__net_py="def forward(x):\n    return x\n",
        engine_py="from torch import nn\nfrom net import forward\n"
        "def step(x, y):\n    return nn.CrossEntropyLoss()(forward(nn.Linear(3, 4)(x)), y)\n",
    )
    (repository / "losslint.toml").write_text('src = ["lib/a"]\nextend-exclude = ["lib/c"]\n', "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "settings")
    git(repository, "checkout", "-q", "work")
    git(repository, "rebase", "-q", "main")
    assert losslint("--isolated", "--output-format", "concise", "engine.py", cwd=repository).returncode == 0
    assert "engine.py:4" in losslint("--output-format", "concise", "engine.py", cwd=repository).stdout
    assert added(repository) == []


def test_the_repository_is_left_as_it_was(repository: Path) -> None:
    commit(repository, engine_py=MODEL)
    (repository / "staged.py").write_text("x = 1\n", "utf-8")
    git(repository, "add", "staged.py")
    hook = repository / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch hook-ran\n", "utf-8")
    hook.chmod(0o755)

    def state() -> tuple[object, ...]:
        paths = (path for path in repository.rglob("*") if FOLDER not in path.parts)  # the cache is our own
        inside = sorted(path.as_posix() for path in paths)
        return inside, (repository / ".git" / "index").read_bytes(), git(repository, "worktree", "list")

    before = state()
    assert added(repository) == ["engine.py:10"]
    assert state() == before


def test_suppressed_by_the_baseline_as_well(repository: Path) -> None:
    commit(repository, engine_py=MODEL, third_py=MODEL)
    losslint("engine.py", "--write-baseline", cwd=repository)
    assert added(repository, "--baseline", "losslint-baseline.json") == ["third.py:10"]


def test_files_that_git_only_ignores_on_export_are_there(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    (repository / ".gitattributes").write_text("*.py export-ignore\n", "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "attributes")
    git(repository, "checkout", "-q", "work")
    git(repository, "rebase", "-q", "main")
    assert added(repository) == []


@pytest.mark.parametrize(
    ("ref", "cause"),
    [
        ("nowhere", "git knows no commit 'nowhere'"),
        ("--help", "git knows no commit '--help'"),
        ("HEAD:train.py", "git knows no commit"),
        ("orphan", "no common ancestor"),
    ],
)
def test_a_ref_that_does_not_help(repository: Path, ref: str, cause: str) -> None:
    git(repository, "checkout", "-q", "--orphan", "orphan")
    git(repository, "commit", "-qm", "alone")
    git(repository, "checkout", "-q", "work")
    done = losslint(f"--diff-against={ref}", ".", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert cause in done.stderr
    assert TRACEBACK not in done.stderr


def test_no_repository_no_commit_no_git(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("", "utf-8")
    outside = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    for cause, variables in {
        "lies in no git repository": outside,
        "git, which is not installed": {"PATH": "/nowhere"},
    }.items():
        done = losslint("--diff-against", "main", ".", cwd=tmp_path, **variables)
        assert (done.returncode, done.stdout) == (2, "")
        assert cause in done.stderr
    git(tmp_path, "init", "-q")
    done = losslint("--diff-against", "main", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "no commit yet" in done.stderr
    assert losslint("--diff-against", "main", "--write-baseline", cwd=tmp_path).returncode == 2
