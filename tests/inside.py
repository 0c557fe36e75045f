"""The command line run inside the tests' own process: as test_cli's `losslint`, without the price of starting Python."""

from __future__ import annotations

import json
import subprocess
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from losslint.cli import main


def losslint(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """What `losslint *words` does in a folder; outside CI unless the variables say so."""
    runner = CliRunner(env={"CI": "", "NO_COLOR": None, "FORCE_COLOR": None, **variables})
    with chdir(cwd):
        done = runner.invoke(main, words, prog_name="losslint")
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def document(*words: str, cwd: Path) -> Any:
    done = losslint(*words, "--output-format", "json", cwd=cwd)
    assert done.stderr == ""
    return json.loads(done.stdout)


def codes(*words: str, cwd: Path) -> list[str]:
    return [finding["code"] for finding in document("check", "--exit-zero", *words, cwd=cwd)["diagnostics"]]
