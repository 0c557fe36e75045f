"""The README tells the truth: its picture and its matrix are what losslint prints, its commands are the ones that CI runs.

`LOSSLINT_UPDATE=1 python -m pytest tests/test_readme.py` rewrites picture and matrix; review them in the diff.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from losslint.rules.catalogue import load_rules
from losslint.rules.matrix import markdown

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
MATRIX = re.compile(
    r"(?<=markdown\(\) \(tests/test_readme.py holds it to that\) -->\n).*?(?=<!-- end of matrix -->)", re.DOTALL
)


def holds(pattern: re.Pattern[str], truth: str) -> None:
    """The README's part that `pattern` finds is `truth`; with LOSSLINT_UPDATE it is made so."""
    text = README.read_text("utf-8")
    [stated] = pattern.findall(text)
    if os.environ.get("LOSSLINT_UPDATE"):
        README.write_text(pattern.sub(lambda _: truth, text), "utf-8")
    else:
        assert stated == truth


def test_the_picture_is_what_losslint_prints() -> None:
    command = [sys.executable, "-m", "losslint", "examples/cross_file"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("error[LL101]") == 1
    holds(PICTURE, done.stdout)


def test_the_matrix_is_the_one_of_the_rules() -> None:
    holds(MATRIX, "\n" + markdown().strip() + "\n\n")


def test_there_are_two_commands() -> None:
    commands = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert commands == [
        "python -m pip install . && losslint examples/cross_file\n",
        'python -m pip install -e ".[dev]" && python -m pytest\n',
    ]


def test_every_file_and_code_it_names_exists() -> None:
    text = README.read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link
    assert set(re.findall(r"\bLL\d{3}\b", text)) <= set(load_rules())
