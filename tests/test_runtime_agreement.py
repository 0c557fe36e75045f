"""The source and the run agree: every fixture that can run is run, and each difference between the two is explained."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import sys
import warnings
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest

from losslint import runner
from losslint.diagnostic import Diagnostic, Severity
from losslint.runtime import watch

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
PROJECTS = sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())

# (project, file, line, code): why the run does not find what the source shows, or the other way round.
OTHER = "the source speaks of a configuration that this run does not take"
BETTER = "the source misses it (its marker says so), and the run does not"
EXPLAINED: dict[tuple[str, str, int, str], str] = {
    (
        "configuration_files",
        "train.py",
        51,
        "LL101",
    ): "advice from the source, which file is read being open; the run reads one",
    ("correlated_flags_both_wrong", "train.py", 22, "LL101"): OTHER,
    (
        "divided_by_a_size",
        "train.py",
        21,
        "LL104",
    ): "the graph does not have the constant that scores are divided by, and a first call behind others is not followed",
    (
        "swapped_regression_arguments",
        "train.py",
        25,
        "LL117",
    ): "the source knows how far data reaches that a constant multiplies; the run sees one batch of it",
    (
        "settings_read_in_many_files",
        "train.py",
        27,
        "LL102",
    ): "advice from the source, which does not follow a setting from epoch to epoch; the run meets the second",
    ("methods_and_in_place", "train.py", 25, "LL102"): BETTER,
    ("softmax_over_one_unit", "train.py", 14, "LL111"): BETTER,
}
MET, BOTH = 200, 180  # loss calls that the runs meet at least, and those of them whose output both sides know


pytestmark = pytest.mark.slow
counts = {"met": 0, "both": 0}


def scripts(folder: Path) -> list[Path]:
    """The files that no other imports."""
    files = sorted(folder.rglob("*.py"))
    texts = {file: file.read_text("utf-8") for file in files}

    def is_imported(file: Path) -> bool:
        name = file.stem if file.stem != "__init__" else file.parent.name
        words = re.compile(rf"^\s*(from|import)\s.*\b{re.escape(name)}\b", re.MULTILINE)
        return any(words.search(text) for other, text in texts.items() if other != file)

    return [file for file in files if not is_imported(file) and file.name != "__init__.py"]


def live(folder: Path) -> tuple[set[tuple[str, int, str]], dict[tuple[str, int], str]]:
    """What a run of the project finds: codes by line, and the verdicts of the loss calls that it met."""
    codes: set[tuple[str, int, str]] = set()
    verdicts: dict[tuple[str, int], str] = {}
    for script in scripts(folder):
        before = set(sys.modules)
        argv, path = sys.argv, list(sys.path)
        sys.argv, sys.path[:0] = [str(script)], [str(folder), str(script.parent)]
        try:
            with warnings.catch_warnings(), redirect_stdout(StringIO()), watch(on_finding="collect") as seen:
                warnings.simplefilter("ignore")
                with suppress(Exception, SystemExit):  # some stop at their own planted mistake
                    runpy.run_path(str(script), run_name="__main__")
        finally:
            if "torch._dynamo" in sys.modules:
                sys.modules["torch._dynamo"].reset()  # what a project compiled does not stay
            sys.argv, sys.path[:] = argv, path
            for name in set(sys.modules) - before:
                if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                    del sys.modules[name]
        assert not seen.internal, seen.internal
        codes |= {(each.place.path, each.place.line, each.code) for each in seen.findings if _counts(each)}
        verdicts |= {(row.place.path, row.place.line): row.verdict for row in seen.pairs}
    return codes, verdicts


def _counts(finding: Diagnostic) -> bool:
    return finding.code < "LL2" and finding.severity is not Severity.ADVICE


@pytest.mark.parametrize("project", PROJECTS, ids=lambda folder: folder.name)
def test_the_run_agrees_with_the_source(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / project.name
    shutil.copytree(project, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(os, "_exit", lambda code: None)
    found, verdicts = live(folder)
    report = runner.run([Path()], cwd=folder).report
    known = {(row.place.path, row.place.line) for row in report.pairs if row.verdict != "unknown"}
    met = {spot for spot, verdict in verdicts.items() if verdict != "unknown"} & known
    claimed = {(each.place.path, each.place.line, each.code) for each in report.diagnostics if _counts(each)}
    differ = {each for each in found ^ claimed if each[:2] in met}
    assert {(project.name, *each) for each in differ} == {key for key in EXPLAINED if key[0] == project.name}
    counts["met"] += len(verdicts)
    counts["both"] += len(met)


def test_enough_was_compared() -> None:
    """Behind the others: what was met by all runs together."""
    if counts["met"]:
        assert counts["met"] >= MET
        assert counts["both"] >= BOTH
