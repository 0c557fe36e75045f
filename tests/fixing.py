"""What the tests of fixes share: a project from texts, mended in memory; the same through the command line."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

from losslint import mend, runner
from losslint.diagnostic import Diagnostic, Severity
from losslint.mend import Mended
from losslint.runner import Run

HEAD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F

x, y, z = torch.randn(4, 5), torch.randint(0, 3, (4,)), torch.rand(4, 3)
net = nn.Linear(5, 3)
"""


def judged(run: Run) -> list[Diagnostic]:
    """What is reported by default, and the advice that has a fix."""
    return [d for d in run.report.diagnostics if d.severity is not Severity.ADVICE or d.code == "LL108"]


def analysed(folder: Path) -> Run:
    return runner.run((Path(),), cwd=folder)


def mended(folder: Path, *, unsafe: bool = True) -> tuple[Run, Mended]:
    """The run on a folder, and what mending it comes to; nothing is written."""
    run = analysed(folder)
    return run, mend.mended(run, judged, unsafe=unsafe)


def written(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())


def after(folder: Path, files: Mapping[str, str | bytes], *, unsafe: bool = True) -> dict[str, str]:
    """The texts of the files that mending changes."""
    written(folder, files)
    run, result = mended(folder, unsafe=unsafe)
    return {change.display: change.new.decode() for change in result.changes(run)}


def losslint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "losslint", "check", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
