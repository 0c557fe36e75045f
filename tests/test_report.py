"""Pictures and lines: what a person sees. Each picture is written out whole; source and findings are made up here."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint.config import Selection, suggestion
from losslint.diagnostic import Diagnostic, FileCounts, PairRow, Report, Severity
from losslint.place import CALLED, Place, Step
from losslint.report.concise import concise
from losslint.report.coverage import coverage_of, statistics, summary
from losslint.report.full import full
from losslint.report.inventory import pair_line, pairs_table
from losslint.report.paint import PLAIN, Paint, printable, width
from losslint.report.picture import CLIPPED, LIMIT, clip

SOURCE = {
    ("train.py", None, 41): "    loss = criterion(outputs, labels)",
    ("train.py", None, 8): "criterion = nn.CrossEntropyLoss()",
    ("model.py", None, 19): "\treturn F.softmax(self.fc2(x), dim=1)",
    ("nb.ipynb", 3, 7): "損失 = criterion(出力, labels)",
}


def lines(place: Place) -> str:
    return SOURCE.get((place.path, place.cell, place.line), "")


FINDING = Diagnostic(
    "LL101",
    "softmax-into-cross-entropy",
    Severity.ERROR,
    "CrossEntropyLoss gets softmax probabilities",
    Place("train.py", 41, 12, 41, 38),
    label="gets softmax",
    trail=(
        Step(Place("model.py", 19, 9, 19, 38), "softmax applied here"),
        Step(Place("train.py", 8, 13, 8, 34), "CrossEntropyLoss made here"),
    ),
    help="return the logits",
)


def picture(diagnostic: Diagnostic) -> str:
    return full(diagnostic, lines, PLAIN)


def drawn(text: str) -> str:
    return dedent(text).strip("\n")


def test_full_shows_both_legs_of_evidence() -> None:
    assert picture(FINDING) == drawn("""
        error[LL101]: CrossEntropyLoss gets softmax probabilities
          --> train.py:41:12
           |
        41 |     loss = criterion(outputs, labels)
           |            ^^^^^^^^^^^^^^^^^^^^^^^^^^ gets softmax
           |
          ::: model.py:19:9
           |
        19 |     return F.softmax(self.fc2(x), dim=1)
           |            ----------------------------- softmax applied here
           |
          ::: train.py:8:13
           |
         8 | criterion = nn.CrossEntropyLoss()
           |             --------------------- CrossEntropyLoss made here
           |
        help: return the logits
    """)


def test_full_names_the_condition() -> None:
    finding = replace(FINDING, trail=(), condition="args.loss is 'ce'", severity=Severity.WARNING)
    assert picture(finding) == drawn("""
        warning[LL101]: CrossEntropyLoss gets softmax probabilities
          --> train.py:41:12
           |
        41 |     loss = criterion(outputs, labels)
           |            ^^^^^^^^^^^^^^^^^^^^^^^^^^ gets softmax
           |
           = when: args.loss is 'ce'
        help: return the logits
    """)


def test_full_places_carets_under_wide_characters_and_counts_lines_in_a_cell() -> None:
    finding = replace(FINDING, place=Place("nb.ipynb", 7, 6, 7, 27, cell=3), trail=(), help="")
    assert picture(finding) == drawn("""
        error[LL101]: CrossEntropyLoss gets softmax probabilities
         --> nb.ipynb:cell 3:7:6
          |
        7 | 損失 = criterion(出力, labels)
          |        ^^^^^^^^^^^^^^^^^^^^^^^ gets softmax
          |
    """)


def test_full_shows_a_place_once() -> None:
    place = FINDING.trail[0].place
    before, again = Step(place, "Linear gives raw scores here"), Step(place, CALLED)
    at_the_loss = Step(FINDING.place, "graded here")
    assert picture(replace(FINDING, trail=(before, *FINDING.trail, again, at_the_loss))) == picture(FINDING)


def test_full_tells_the_tail_of_a_long_trail_without_pictures() -> None:
    tail = tuple(Step(Place("far.py", line, 1, line, 2), f"step {line}") for line in (1, 2, 3, 4))
    text = picture(replace(FINDING, trail=(*FINDING.trail, *tail)))
    assert text.endswith("\n   |\n   = via: far.py:3:1 step 3\n          far.py:4:1 step 4\nhelp: return the logits")


def test_full_without_source_keeps_place_and_label() -> None:
    place = Place("gone.py", 3, 1, 3, 5)
    assert " --> gone.py:3:1: gets softmax" in picture(replace(FINDING, place=place, trail=()))


def test_full_draws_a_call_of_several_lines_to_the_end_of_its_first() -> None:
    text = picture(replace(FINDING, place=Place("train.py", 41, 12, 44, 6), trail=()))
    assert "   |            ^^^^^^^^^^^^^^^^^^^^^^^^^^ gets softmax" in text.splitlines()


@pytest.mark.parametrize("severity", Severity)
def test_colour_changes_nothing_but_colour(severity: Severity) -> None:
    finding = replace(FINDING, severity=severity)
    painted = full(finding, lines, Paint(on=True))
    assert "\x1b[" in painted
    assert strip_colours(painted) == picture(finding)
    assert "\x1b[" not in picture(finding)


def strip_colours(text: str) -> str:
    out = []
    for number, piece in enumerate(text.split("\x1b[")):
        out.append(piece.partition("m")[2] if number else piece)
    return "".join(out)


@given(st.text(st.characters(exclude_characters="\n"), max_size=400), st.data())
def test_clipping_keeps_the_start_of_the_span_and_fits(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    source, indent, length = clip(text, first, last)
    assert width(source) <= LIMIT + 2 * width(CLIPPED) + 4
    assert length >= 1
    assert indent <= width(source)
    if length > 1:
        assert indent + length <= width(source)


def test_clipping_leaves_a_short_line_alone_and_marks_both_ends_of_a_long_one() -> None:
    assert clip("x = f(y)", 4, 8) == ("x = f(y)", 4, 4)
    source, indent, length = clip("a" * 200 + "criterion(x)" + "b" * 200, 200, 212)
    assert source.startswith(CLIPPED)
    assert source.endswith(CLIPPED)
    assert source[indent : indent + length] == "criterion(x)"


@given(st.text())
def test_printable_sends_a_terminal_no_commands(text: str) -> None:
    shown = printable(text)
    assert all(ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0 for character in shown)


def test_a_file_name_cannot_colour_the_terminal() -> None:
    place = Place("a\x1b[31m.py", 1, 1, 1, 2)
    assert concise(replace(FINDING, place=place), PLAIN).startswith("a␛[31m.py:1:1: ")


def test_concise() -> None:
    assert concise(FINDING, PLAIN) == "train.py:41:12: error[LL101] CrossEntropyLoss gets softmax probabilities"
    assert concise(replace(FINDING, condition="a == 1"), PLAIN).endswith(" (when a == 1)")


ROWS = (
    PairRow(FINDING.place, "torch.nn.CrossEntropyLoss", "softmax", "class-index", "mismatch", codes=("LL101",)),
    PairRow(Place("nb.ipynb", 7, 1, 7, 9, cell=3), "torch.nn.functional.mse_loss", "real", "unknown", "match"),
    PairRow(Place("a.py", 1, 1, 1, 2), "custom", "unknown", "unknown", "unknown", unknown_because="x is bound nowhere"),
)


def test_pairs_table_is_aligned_and_says_why_not() -> None:
    assert pairs_table(ROWS, PLAIN) == drawn("""
        place                loss              output   target       verdict
        train.py:41:12       CrossEntropyLoss  softmax  class-index  mismatch LL101
        nb.ipynb:cell 3:7:1  mse_loss          real     unknown      match
        a.py:1:1             custom            unknown  unknown      unknown (x is bound nowhere)
    """)


def test_pair_line() -> None:
    expected = "train.py:41:12: CrossEntropyLoss <- softmax, target class-index: mismatch LL101"
    assert pair_line(ROWS[0], PLAIN) == expected


def test_statistics_count_what_was_not_resolved() -> None:
    coverage = coverage_of([FINDING, FINDING], [*ROWS, ROWS[2]])
    assert statistics(coverage, [FINDING], PLAIN).splitlines() == [
        "    2  LL101  softmax-into-cross-entropy",
        "",
        "    4  loss calls found",
        "    1  proven fine",
        "    1  mismatched",
        "    2  unresolved:",
        "           2  x is bound nowhere",
    ]


@pytest.mark.parametrize(
    ("found", "rows", "files", "line"),
    [
        ((), (), FileCounts(0, 0, 0), "No findings in 0 files (no loss calls)"),
        ((), ROWS[1:2], FileCounts(1, 0, 0), "No findings in 1 file (1 loss call: 1 fine)"),
        ((), (), FileCounts(1, 0, 1), "No findings in 2 files (no loss calls); 1 file not analysed (LL901)"),
        (
            (FINDING, replace(FINDING, severity=Severity.WARNING), replace(FINDING, severity=Severity.WARNING)),
            ROWS,
            FileCounts(100, 20, 0),
            "Found 1 error, 2 warnings in 1 of 120 files (3 loss calls: 1 fine, 1 mismatched, 1 unresolved)",
        ),
    ],
)
def test_summary(found: tuple[Diagnostic, ...], rows: tuple[PairRow, ...], files: FileCounts, line: str) -> None:
    assert summary(Report(found, rows, files), found) == line


def test_summary_of_an_inventory() -> None:
    line = "3 loss calls: 1 fine, 1 mismatched, 1 unresolved (in 2 files); 1 file not analysed (LL901)"
    assert summary(Report((), ROWS, FileCounts(1, 0, 1)), None) == line


ADVICE = replace(FINDING, code="LL108", severity=Severity.ADVICE)


@pytest.mark.parametrize(
    ("selection", "error", "advice"),
    [
        (Selection(), True, False),
        (Selection(select=("ALL",)), True, True),
        (Selection(select=("LL1",)), True, False),
        (Selection(select=("LL108",)), False, True),
        (Selection(extend_select=("LL108",)), True, True),
        (Selection(extend_select=("LL1",)), True, False),
        (Selection(extend_select=("ALL",)), True, True),
        (Selection(ignore=("LL101",)), False, False),
        (Selection(ignore=("LL1",)), False, False),
        (Selection(select=("LL101",), ignore=("LL1",)), True, False),
        (Selection(select=("ALL",), ignore=("LL108",)), True, False),
        (Selection(select=("LL9",)), False, False),
        (Selection(ignore=("ALL",)), False, False),
        (Selection(select=("ALL",), ignore=("ALL",)), False, False),
    ],
)
def test_selection(selection: Selection, *, error: bool, advice: bool) -> None:
    assert (selection.reports(FINDING), selection.reports(ADVICE)) == (error, advice)


def test_unknown_selectors_are_named() -> None:
    codes = ("LL101", "LL102")
    selection = Selection(("LL1", "LL7"), ("E501", "ALL"), ("LL", "L"))
    assert selection.unknown(codes) == ("LL7", "E501", "L")
    assert suggestion("ll11", codes) == "LL101"
    assert suggestion("zebra", codes) is None
