"""`pytest --losslint`, in a pytest of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from test_api import mended, project

__all__ = ["project"]  # the fixture

PASSING = "def test_it():\n    pass\n"


def run(*words: str, cwd: Path, status: int) -> str:
    installed = entry_points(group="pytest11", name="losslint")
    plugin = [] if installed else ["-p", "losslint.plugins.pytest"]
    command = [sys.executable, "-m", "pytest", *plugin, "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def tested(project: Path) -> Path:
    (project / "pyproject.toml").write_text("[tool.pytest.ini_options]\ntestpaths = ['tests']\n", "utf-8")
    (project / "tests").mkdir()
    (project / "tests" / "test_it.py").write_text(PASSING, "utf-8")
    return project


def test_a_finding_is_a_failed_item_with_its_picture(tested: Path) -> None:
    text = run("--losslint", "-v", cwd=tested, status=1)
    assert "tests/test_it.py::test_it PASSED" in text
    assert "engine.py::LL101[9:16] FAILED" in text
    assert " 9 |         loss = criterion(outputs, labels)\n   |                ^^^^^" in text
    assert "FAILED engine.py::LL101[9:16] - error[LL101]: CrossEntropyLoss gets" in text
    assert "Traceback" not in text
    assert "1 failed, 1 passed" in text


def test_without_findings_one_item_passes(tested: Path) -> None:
    (tested / "model.py").write_text(mended(tested), "utf-8")
    assert "losslint PASSED" in run("--losslint", "-v", cwd=tested, status=0)


def test_paths_filter_what_is_reported(tested: Path) -> None:
    assert "1 failed" in run("--losslint", "model.py", cwd=tested, status=1), "its softmax is part of the evidence"
    assert "2 passed" in run("--losslint", "tests/test_it.py::test_it", cwd=tested, status=0)


def test_a_bad_configuration_is_a_usage_error(tested: Path) -> None:
    with (tested / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write("[tool.losslint]\nselct = ['LL1']\n")
    text = run("--losslint", cwd=tested, status=4)
    assert "ERROR: losslint: pyproject.toml:4: unknown key 'selct': did you mean 'select'?" in text


def test_what_does_not_fail_the_command_passes(tested: Path) -> None:
    with (tested / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write("[tool.losslint.severity]\nLL101 = 'warning'\n[tool.losslint]\nfail-on = 'error'\n")
    text = run("--losslint", "-v", "-rP", cwd=tested, status=0)
    assert "engine.py::LL101[9:16] PASSED" in text
    assert "warning[LL101]: CrossEntropyLoss gets" in text


def test_items_can_be_chosen_and_reported_as_others(tested: Path) -> None:
    assert "1 passed, 1 deselected" in run("--losslint", "-k", "test_it", cwd=tested, status=0)
    assert "1 failed, 1 deselected" in run("--losslint", "-k", "LL101", cwd=tested, status=1)
    run("--losslint", "--junitxml", "report.xml", cwd=tested, status=1)
    assert 'name="LL101[9:16]"' in (tested / "report.xml").read_text("utf-8")
    assert "engine.py::LL101[9:16]" in run("--losslint", "--collect-only", "-q", cwd=tested, status=0)


def test_nothing_is_loaded_or_changed_without_the_option(tested: Path) -> None:
    (tested / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('loaded:', *sorted(name for name in sys.modules if name.startswith('losslint')))\n",
        "utf-8",
    )
    text = run("-q", cwd=tested, status=0)
    assert "1 passed" in text
    [loaded] = re.findall(r"^loaded: (.*)$", text, re.MULTILINE)
    assert loaded.split() == ["losslint", "losslint.plugins", "losslint.plugins.pytest"]


def test_the_parallel_workers_of_xdist_share_one_analysis(tested: Path) -> None:
    (tested / "conftest.py").write_text(
        "import os\n"
        "from losslint import runner\n"
        "run = runner.run\n"
        "def counted(*words, **rest):\n"
        "    with open('log', 'a') as log:\n"
        "        log.write(f'{os.getpid()}\\n')\n"
        "    return run(*words, **rest)\n"
        "runner.run = counted\n",
        "utf-8",
    )
    assert "1 failed, 1 passed" in run("--losslint", "-n", "2", cwd=tested, status=1)
    assert len((tested / "log").read_text("utf-8").splitlines()) == 1


FITS = """
import torch
from torch import nn


def test_right(assert_loss_fits):
    assert_loss_fits(nn.Linear(4, 3), nn.CrossEntropyLoss(), (torch.randn(8, 4), torch.arange(8) % 3))


def test_wrong(assert_loss_fits):
    model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    assert_loss_fits(model, nn.CrossEntropyLoss(), (torch.randn(8, 4), torch.arange(8) % 3))
"""


def test_a_fixture_checks_a_model_and_its_loss(tested: Path) -> None:
    pytest.importorskip("torch")
    (tested / "tests" / "test_it.py").write_text(FITS, "utf-8")
    text = run("-v", cwd=tested, status=1)
    assert "test_right PASSED" in text
    assert "test_wrong FAILED" in text
    assert "AssertionError: LL101 " in text
