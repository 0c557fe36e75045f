"""The flake8 plugin, under the real flake8."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from test_api import mended, project
from test_cli import WRONG

__all__ = ["project"]  # the fixture

COUNTING = """\
import multiprocessing, os
from pathlib import Path

from losslint import runner
from losslint.plugins.flake8 import Plugin

if multiprocessing.parent_process() is None:
    multiprocessing.set_start_method({method!r}, force=True)
log = Path(__file__).with_name("log")


def noted(word, function):
    def noting(*words, **rest):
        with log.open("a") as stream:
            stream.write(f"{{word}} {{os.getpid()}}\\n")
        return function(*words, **rest)

    return noting


runner.run = noted("analysed", runner.run)
Plugin.run = noted("asked", Plugin.run)


class Idle:
    def __init__(self, tree): ...

    def run(self):
        return ()
"""
"""A plugin that does nothing but count what the other one does."""


def flake8(*words: str, cwd: Path, text: str = "") -> list[str]:
    """The lines that flake8 prints. Where losslint is installed its plugin is there already."""
    plugins = [] if entry_points(group="flake8.extension", name="LL") else ["LL = losslint.plugins.flake8:Plugin"]
    plugins += ["XC = counting:Idle"] if (cwd / "counting.py").exists() else []
    extension = "".join(f"  {plugin}\n" for plugin in plugins)
    (cwd / "flake8.cfg").write_text(f"[flake8:local-plugins]\nextension =\n{extension}paths = .\n", "utf-8")
    command = [sys.executable, "-m", "flake8", "--config", "flake8.cfg", "--max-line-length=200", *words]
    done = subprocess.run(command, cwd=cwd, input=text, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == bool(done.stdout)
    return done.stdout.splitlines()


def places(lines: list[str]) -> list[str]:
    return [line.removeprefix("./").partition(" ")[0] + line.split()[1] for line in lines]


def test_a_finding_stands_at_the_loss_call(project: Path) -> None:
    [line] = flake8(".", cwd=project)
    assert line.startswith("./engine.py:9:16: LL101 CrossEntropyLoss gets softmax probabilities (10 classes)")
    assert line.endswith("(softmax is applied here at model.py:17:16)")


def test_a_file_alone_is_judged_with_its_project(project: Path) -> None:
    assert places(flake8("engine.py", cwd=project)) == ["engine.py:9:16:LL101"]
    [line] = flake8("model.py", cwd=project)
    assert line.startswith("model.py:17:16: LL101"), "the loss call lies in no file that flake8 was given"
    assert line.endswith("(at engine.py:9:16)")
    assert flake8("other.py", cwd=other(project)) == []


def other(project: Path) -> Path:
    (project / "other.py").write_text("x = 1\n", "utf-8")
    return project


def test_flake8s_own_options_choose(project: Path) -> None:
    assert flake8("--extend-ignore", "LL1", ".", cwd=project) == []
    assert flake8("--select", "E,W", ".", cwd=project) == []
    engine = project / "engine.py"
    text = engine.read_text("utf-8").replace("labels)\n", "labels)  # noqa: LL101\n", 1)
    engine.write_text(text, "utf-8")
    assert "noqa" in text
    assert flake8(".", cwd=project) == []


def test_standard_input(project: Path) -> None:
    words = ("--stdin-display-name", "model.py", "-")
    assert places(flake8(*words, cwd=project, text=(project / "model.py").read_text("utf-8"))) == [
        "model.py:17:16:LL101"
    ]
    assert flake8(*words, cwd=project, text=mended(project)) == []
    assert places(flake8("-", cwd=project, text=WRONG)) == ["stdin:1:1:F401", "stdin:11:12:LL101"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_one_analysis_answers_every_process(project: Path, method: str) -> None:
    (project / "counting.py").write_text(COUNTING.format(method=method), "utf-8")
    files = ("engine.py", "model.py", "train.py")
    lines = flake8("--jobs", "2", *files, cwd=project)
    assert places(lines) == ["engine.py:9:16:LL101"]
    log = [line.split() for line in (project / "log").read_text("utf-8").splitlines()]
    assert [word for word, _ in log] == ["analysed", "asked", "asked", "asked"]
    analyst = log[0][1]
    assert analyst not in {process for _, process in log[1:]}, "other processes were asked"
    assert not list(Path(tempfile.gettempdir()).glob(f"losslint-flake8-{analyst}-*"))


@pytest.mark.parametrize(
    ("words", "analysed"),
    [
        ([], True),
        (["--extend-ignore", "LL"], False),
        (["--select", "E,W"], False),
        (["--select", "E,L"], True),
        (["--extend-select", "LL1", "--extend-ignore", "LL"], True),
        (["--extend-ignore", "LL1"], True),
    ],
)
def test_nothing_is_analysed_for_codes_that_are_not_shown(project: Path, words: list[str], *, analysed: bool) -> None:
    (project / "counting.py").write_text(COUNTING.format(method="fork"), "utf-8")
    flake8(*words, "--exclude", "counting.py", ".", cwd=project)
    assert ("analysed" in (project / "log").read_text("utf-8")) is analysed


def test_a_bad_configuration_is_told(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.losslint]\nselct = ['LL1']\n", "utf-8")
    assert "losslint: pyproject.toml:2: unknown key 'selct': did you mean 'select'?" in flake8(".", cwd=project)


def test_a_missing_file_is_flake8s_to_report(project: Path) -> None:
    [line] = flake8("missing.py", cwd=project)
    assert "E902" in line
    assert places(flake8("missing.py", "engine.py", cwd=project))[0] == "engine.py:9:16:LL101"
