"""The documents tell the truth: every output shown in docs/ is what losslint prints, every link leads somewhere.

`LOSSLINT_UPDATE=1 python -m pytest tests/test_docs.py` rewrites the outputs; review them in the diff.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from losslint.cli.options import CHECK_FORMATS
from test_cli import WRONG, losslint

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
EXAMPLE = ROOT / "examples" / "cross_file"
OUTPUT = re.compile(r"(?<=<!-- )(output: .*?|summary)( -->\n```\w+\n)(.*?)(?=```\n)", re.DOTALL)


def printed(words: str, tmp_path: Path) -> str:
    """What the words print in the example; what differs from run to run and from machine to machine made steady."""
    summary = tmp_path / "summary.md"
    if words == "summary":
        losslint("--output-format", "github", ".", cwd=EXAMPLE, GITHUB_STEP_SUMMARY=str(summary))
        return summary.read_text("utf-8")
    done = losslint(*shlex.split(words.removeprefix("output: ")), cwd=EXAMPLE)
    assert (done.returncode, done.stderr) == (1, "")
    text = done.stdout.replace(EXAMPLE.as_uri(), "file:///home/me/project")
    text = re.sub(r'("seconds": |<testsuites .* time=")[\d.]+', r"\g<1>0.12", text)
    if "sarif" in words:
        log = json.loads(text)
        for rule in log["runs"][0]["tool"]["driver"]["rules"]:
            rule["help"] = dict.fromkeys(rule["help"], "…")
        text = json.dumps(log, ensure_ascii=False, indent=1) + "\n"
    return text


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_output_shown_is_real(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    truth = OUTPUT.sub(lambda found: found[1] + found[2] + printed(found[1], tmp_path), text)
    if os.environ.get("LOSSLINT_UPDATE"):
        page.write_text(truth, "utf-8")
    else:
        assert text == truth


def test_every_format_is_shown() -> None:
    text = (ROOT / "docs" / "output.md").read_text("utf-8")
    for name in CHECK_FORMATS:
        assert f"<!-- output: {'' if name == 'full' else f'--output-format {name} '}. -->" in text, name


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#:]+)\)", prose):
        assert (page.parent / link).exists(), link


def test_the_example_for_python_runs(tmp_path: Path) -> None:
    """With a finding among the paths that it names."""
    [code] = re.findall(r"```py\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "src").mkdir()
    (tmp_path / "train.py").write_text(WRONG, "utf-8")
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("train.py:11:12 LL101 CrossEntropyLoss gets softmax probabilities")
