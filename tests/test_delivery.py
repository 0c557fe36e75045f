"""Where findings go: every format on standard output and in a file, and what happens where nothing can be written."""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from losslint.cli.options import CHECK_FORMATS
from losslint.writing import write_whole
from test_cli import TRACEBACK, WRONG, losslint


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
    return tmp_path


def steady(text: str) -> str:
    """Without the time that a run took."""
    return "\n".join(line for line in text.splitlines() if "seconds" not in line and "<testsuites" not in line)


@pytest.mark.parametrize("name", CHECK_FORMATS)
def test_a_file_gets_what_standard_output_gets(project: Path, name: str) -> None:
    shown = losslint("--output-format", name, ".", cwd=project)
    assert (shown.returncode, shown.stderr) == (1, "")
    assert "LL101" in shown.stdout
    written = losslint("--output-format", name, "--output-file", "report", ".", cwd=project, FORCE_COLOR="1")
    assert (written.returncode, written.stdout) == (1, "")
    assert written.stderr == "Found 1 error in 1 of 1 file (1 loss call: 1 mismatched); written to report\n"
    assert steady((project / "report").read_text("utf-8")) == steady(shown.stdout)
    assert [path.name for path in project.iterdir() if path.suffix == ".tmp"] == []


def test_quiet_says_nothing_beside_the_file(project: Path) -> None:
    done = losslint("-q", "-o", "report.txt", ".", cwd=project)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_an_existing_report_is_replaced_and_a_link_kept(project: Path) -> None:
    (project / "real.json").write_text("x" * 100_000, "utf-8")
    (project / "real.json").chmod(0o640)
    (project / "link.json").symlink_to("real.json")
    assert losslint("--output-format", "json", "-o", "link.json", ".", cwd=project).returncode == 1
    assert (project / "link.json").is_symlink()
    assert len(json.loads((project / "real.json").read_text("utf-8"))["diagnostics"]) == 1
    assert stat.S_IMODE((project / "real.json").stat().st_mode) == 0o640


def test_what_is_no_file_is_written_to(project: Path) -> None:
    done = losslint("-q", "--output-format", "concise", "-o", "/dev/stdout", ".", cwd=project)
    assert done.stdout.startswith("wrong.py:11:12: error[LL101]")


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["-o", "missing/report.json"], "cannot write missing/report.json: there is no folder missing"),
        (["-o", "folder"], "'folder' is a directory"),
        (["-o", "wrong.py/report.json"], "there is no folder wrong.py"),
        (["--statistics", "--output-format", "sarif"], "--statistics has no place in --output-format sarif"),
        (["--output-format", "xml"], "'xml' is not one of 'full'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_written_is_refused_before_the_analysis(project: Path, words: list[str], cause: str) -> None:
    (project / "folder").mkdir()
    done = losslint(*words, ".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert cause in done.stderr
    assert TRACEBACK not in done.stderr


@pytest.mark.parametrize("words", [[], ["--exit-zero"]])
def test_no_permission_to_write(project: Path, words: list[str]) -> None:
    closed = project / "closed"
    closed.mkdir(mode=0o500)
    # to root no folder is closed, but nobody can make a file in /proc
    file = Path("/proc/report.json") if os.geteuid() == 0 else closed / "report.json"
    done = losslint(*words, "--output-format", "json", "--output-file", str(file), ".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: cannot write {file}: " in done.stderr
    assert TRACEBACK not in done.stderr


@pytest.mark.parametrize("name", ["full", "sarif"])
def test_standard_output_on_a_full_disk(project: Path, name: str) -> None:
    command = [sys.executable, "-m", "losslint", "--output-format", name, "."]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=project, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: cannot write to standard output: No space left on device\n")
    assert TRACEBACK not in done.stderr


def test_a_reader_that_stops_early_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m losslint --output-format sarif . | head -1"
    done = subprocess.run(command, shell=True, cwd=project, capture_output=True, text=True, check=False)  # noqa: S602
    assert (done.stdout, done.stderr) == ("{\n", "")


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    write_whole(file, b"old")
    with full_disk(1000), pytest.raises(OSError, match="File too large"):
        write_whole(file, b"x" * 100_000)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", b"")
    (tmp_path / "ordinary").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


# GitHub's step summary


def test_the_step_summary_is_added_to_what_is_there(project: Path) -> None:
    summary = project / "summary.md"
    summary.write_text("before\n", "utf-8")
    words = ("--output-format", "github", ".")
    losslint(*words, cwd=project, GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text("utf-8")
    assert text.startswith("before\n### losslint\n\nFound 1 error")
    assert "| error | LL101 | wrong.py:11 | CrossEntropyLoss gets softmax" in text
    losslint("--output-format", "concise", ".", cwd=project, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text("utf-8") == text, "other formats leave it alone"


def test_a_step_summary_that_cannot_be_written_is_told(project: Path) -> None:
    missing = project / "missing" / "summary.md"
    done = losslint("--output-format", "github", ".", cwd=project, GITHUB_STEP_SUMMARY=str(missing))
    assert done.returncode == 2
    assert f"cannot write {missing} (GITHUB_STEP_SUMMARY)" in done.stderr
    assert done.stdout.startswith("::error title=losslint (LL101),file=wrong.py,line=11,")


def test_paths_count_from_the_checkout_of_the_job(project: Path) -> None:
    below = project / "training"
    below.mkdir()
    (project / "wrong.py").rename(below / "wrong.py")
    words = ("--output-format", "github", ".")
    assert "file=training/wrong.py," in losslint(*words, cwd=below, GITHUB_WORKSPACE=str(project)).stdout
    assert "file=wrong.py," in losslint(*words, cwd=below, GITHUB_WORKSPACE="/elsewhere").stdout
    gitlab = losslint("--output-format", "gitlab", ".", cwd=below, CI_PROJECT_DIR=str(project)).stdout
    assert json.loads(gitlab)[0]["location"]["path"] == "training/wrong.py"


def test_a_notebook_is_told_by_cell(project: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "# Title"}, {"cell_type": "code", "source": WRONG}]
    (project / "nb.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}), "utf-8")
    for name in CHECK_FORMATS:
        text = losslint("--output-format", name, "nb.ipynb", cwd=project).stdout
        if name.startswith("json"):
            assert '"cell": 2' in text
        else:
            assert "cell 2:11:12" in text, name
