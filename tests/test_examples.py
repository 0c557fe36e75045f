"""Every rule is shown: on its page and in the projects under fixtures/, wrong and right, and across files; and it was tried on
repositories that nobody here wrote (benchmarks/wild.md).

What the tool says of itself (LL9xx) is held by the tests of that part; what a run alone can say (LL7xx) is shown on its page, and
was tried on no repository.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from literate import programs
from losslint.rules.catalogue import Reads, load_rules, pages_folder
from markers import Marker, markers_of_project, read_markers, sources

ROOT = Path(__file__).parent.parent
ENOUGH = 3  # examples of each kind
SHOWN = [code for code, rule in load_rules().items() if rule.cells or rule.predicate]
READ = [code for code, rule in load_rules().items() if Reads.LIVE not in rule.reads and (rule.cells or rule.predicate)]


def programs_shown() -> Iterator[tuple[list[Marker], bool]]:
    """The markers of each program of a page and each project, and whether it has several files."""
    for page in sorted(pages_folder().glob("LL*.md")):
        for program in programs(page, page.read_text(encoding="utf-8")):
            yield read_markers(program.text), len(program.blocks) > 1
    for folder in sorted((ROOT / "fixtures/torch").iterdir()):
        if folder.is_dir():
            markers = [marker for here in markers_of_project(folder).values() for marker in here]
            yield markers, len(sources(folder)) > 1


@cache
def shown() -> Counter[tuple[str, str]]:
    """How often each code is marked wrong, right, and wrong in a program of several files."""
    counts: Counter[tuple[str, str]] = Counter()
    for markers, is_across in programs_shown():
        for marker in markers:
            for code in marker.codes:
                if marker.kind == "ok":
                    counts[code, "right"] += 1
                elif marker.kind in ("error", "warning", "advice"):
                    counts.update({(code, "wrong"): 1, (code, "across"): is_across})
    return counts


@pytest.mark.parametrize("code", SHOWN)
def test_a_rule_has_three_wrong_and_three_right_examples_and_one_across_files(code: str) -> None:
    counts = {what: shown()[code, what] for what in ("wrong", "right", "across")}
    assert counts["wrong"] >= ENOUGH, counts
    assert counts["right"] >= ENOUGH, counts
    assert counts["across"] >= 1, counts


@pytest.mark.parametrize("code", READ)
def test_a_rule_was_tried_on_real_repositories(code: str) -> None:
    """A row `| LL114 | error | 5 | 5 | 0 | … |`: findings, true ones, false ones; none is an answer too."""
    text = (ROOT / "benchmarks/wild.md").read_text(encoding="utf-8")
    rows = re.findall(rf"^\| {code} \| \w+ \| (\d+) \| (\d+) \| (\d+) \|", text, re.MULTILINE)
    assert rows, f"{code} stands in no table of what was found"
    for found, true, false in rows:
        assert int(found) == int(true) + int(false)


def test_a_rule_that_is_shown_nowhere_would_be_seen() -> None:
    assert shown()["LL999", "wrong"] == 0
    assert all(shown()[code, "wrong"] >= shown()[code, "across"] for code in READ)
