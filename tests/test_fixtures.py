"""Every project under fixtures/ says about itself what losslint must say about it, strictly both ways."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from markers import (
    FINDINGS,
    Marker,
    MarkerError,
    check_project,
    markers_of_project,
    read_expected,
    read_file_markers,
    read_markers,
    sources,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROJECTS = sorted(folder for folder in (FIXTURES / "torch").iterdir() if folder.is_dir())
RULES = (
    "LL101",
    "LL102",
    "LL103",
    "LL104",
    "LL105",
    "LL106",
    "LL107",
    "LL108",
    "LL109",
    "LL110",
    "LL111",
    "LL118",
    "LL301",
    "LL302",
    "LL303",
    "LL304",
    "LL305",
    "LL306",
    "LL307",
    "LL601",
    "LL602",
    "LL603",
    "LL604",
)


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_project_says_what_its_markers_say(folder: Path) -> None:
    differences = check_project(folder)
    assert not differences, "\n" + "\n".join(differences)


# --- the collection ----------------------------------------------------------------------------------------------------


def totals() -> Counter[str]:
    """How many codes (or forms) each kind of marker asserts in all projects; LL901 of expected.txt is an error."""
    counts: Counter[str] = Counter(projects=len(PROJECTS))
    for folder in PROJECTS:
        counts["error"] += len(read_expected(folder))
        for here in markers_of_project(folder).values():
            counts.update({marker.kind: 0 for marker in here})
            for marker in here:
                counts[marker.kind] += len(marker.codes) or 1
    return counts


def test_there_are_enough_projects_most_of_them_across_files() -> None:
    assert len(PROJECTS) >= 40
    assert sum(len(sources(folder)) > 1 for folder in PROJECTS) > len(PROJECTS) / 2


def test_forms_are_asserted_three_times_as_often_as_findings() -> None:
    counts = totals()
    assert counts["carries"] >= 3 * sum(counts[kind] for kind in FINDINGS if kind != "advice")


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_finding_across_files_and_a_near_miss(code: str) -> None:
    found = {
        kind: [folder for folder in PROJECTS if code in _codes(folder, kind) and len(sources(folder)) > 1]
        for kind in (*FINDINGS, "ok")
    }
    assert any(found[kind] for kind in FINDINGS), f"no project plants {code}"
    assert found["ok"], f"no project comes close to {code} and is right"


def _codes(folder: Path, kind: str) -> set[str]:
    everything = (marker for here in markers_of_project(folder).values() for marker in here)
    return {code for marker in everything if marker.kind == kind for code in marker.codes}


# --- the harness -------------------------------------------------------------------------------------------------------


def test_markers_are_read_from_comments_only() -> None:
    text = 'x = "# error: [LL101]"\ny = 1  # carries: softmax  # error: [LL101, LL102] at last\n'
    assert read_markers(text) == [
        Marker(2, "carries", form="softmax"),
        Marker(2, "error", codes=("LL101", "LL102")),
    ]


def test_a_marker_alone_on_its_line_means_the_next_code_line() -> None:
    text = "def f():\n    # ok: [LL101]\n    # carries: softmax | logits\n\n    # a remark\n    return 1\n"
    assert read_markers(text) == [
        Marker(6, "ok", codes=("LL101",)),
        Marker(6, "carries", form="logits | softmax"),
    ]


@pytest.mark.parametrize(
    "comment", ["# error: LL101", "# ok: [101]", "# carries: soft", "# missed: []", "# warning: [LL101", "# carries:"]
)
def test_a_marker_that_cannot_be_read_is_an_error(comment: str) -> None:
    with pytest.raises(MarkerError, match="line 1"):
        read_markers(f"x = 1  {comment}\n")


def test_a_marker_above_nothing_is_an_error() -> None:
    with pytest.raises(MarkerError, match="no code"):
        read_markers("x = 1\n# ok: [LL101]\n")


def test_markers_of_a_notebook_stand_in_its_code_cells() -> None:
    notebook = FIXTURES / "torch" / "notebook_with_magics" / "train.ipynb"
    assert {(marker.cell, marker.line, marker.kind) for marker in read_file_markers(notebook)} == {
        (6, 7, "carries"),
        (6, 8, "error"),
        (7, 1, "carries"),
        (7, 2, "ok"),
    }


WRONG = {
    "model.py": "from torch import nn\nnet = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n",
    "train.py": (
        "import torch\nfrom torch import nn\nfrom model import net\n"
        "out = net(torch.randn(2, 4)){out}\nnn.CrossEntropyLoss()(out, torch.tensor([0, 1])){loss}\n"
    ),
}


@pytest.mark.parametrize(
    ("out", "loss", "sentence"),
    [
        ("", "  # error: [LL101]", None),
        ("  # carries: softmax", "  # error: [LL101]", None),
        ("", "", "train.py:5: got error LL101, wanted no such finding"),
        ("", "  # warning: [LL101]", "train.py:5: wanted warning LL101, got error LL101"),
        ("", "  # error: [LL102, LL101]", "train.py:5: wanted error LL102, got error LL101"),
        ("", "  # ok: [LL101]", r"train.py:5: wanted silence of LL101 \(ok\), got error LL101"),
        ("", "  # missed: [LL101]", "train.py:5: LL101 is marked `missed` and is found now: promote it"),
        ("", "  # false-alarm: [LL101]", None),
        ("", "  # error: [LL101]  # false-alarm: [LL102]", "train.py:5: LL102 is marked `false-alarm` and is not"),
        ("  # ok: [LL101]", "  # error: [LL101]", "train.py:4: `ok` wants a listed loss site or operation"),
        ("  # carries: sigmoid", "  # error: [LL101]", "train.py:4: wanted carries sigmoid, got softmax"),
    ],
)
def test_every_disagreement_is_told(tmp_path: Path, out: str, loss: str, sentence: str | None) -> None:
    for name, text in WRONG.items():
        (tmp_path / name).write_text(text.format(out=out, loss=loss))
    differences = check_project(tmp_path)
    assert bool(differences) == (sentence is not None), differences
    if sentence:
        assert any(re.match(sentence, difference) for difference in differences), differences


def test_an_unmet_expectation_of_expected_txt_is_told(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("import torch\n")
    (tmp_path / "expected.txt").write_text("fine.py 1 LL901\n")
    assert check_project(tmp_path) == ["fine.py:1: wanted LL901 (expected.txt), got nothing of the kind"]
