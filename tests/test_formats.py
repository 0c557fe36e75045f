"""The formats that machines read: each against its schema or a real consumer, with texts and paths that need escaping.

Findings are made up here; what the command line makes of the formats stands in test_delivery.py.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from junitparser import Failure, JUnitXml

from losslint.cli.options import CHECK_FORMATS
from losslint.diagnostic import (
    Applicability,
    Diagnostic,
    Edit,
    FileCounts,
    Fix,
    Pair,
    Report,
    Severity,
    Suppression,
)
from losslint.place import Place, Step
from losslint.report.formats import MACHINE_FORMATS, rendered
from losslint.report.github import SUMMARY_ROWS, step_summary
from losslint.report.grouped import grouped
from losslint.report.paint import PLAIN
from losslint.report.results import Results

SCHEMAS = Path(__file__).parent / "schemas"
SOURCE = "    pérdida = F.cross_entropy(F.softmax(𝑧, 1), y)  # 損失"
PATH = "src/träin 100%,a:b.py"
PLACE = Place(PATH, 41, 15, 41, 49)
IN_CELL = Place("nb.ipynb", 3, 1, 3, 9, cell=7)
FIX = Fix(
    "hand over the scores",
    Applicability.SAFE,
    (Edit(Place(PATH, 41, 31, 41, 41), ""), Edit(Place(PATH, 41, 42, 41, 46), "")),
)
FINDING = Diagnostic(
    "LL101",
    "softmax-into-cross-entropy",
    Severity.ERROR,
    "CrossEntropyLoss gets softmax [0, 1] probabilities: 100%\nwrong | <b>`bad`</b>",
    PLACE,
    label="gets softmax",
    trail=(Step(IN_CELL, "softmax is applied here"), Step(Place("/lib/x.py", 1, 1, 1, 2), "called [from] here")),
    condition="args.activation is 'softmax'",
    pair=Pair("torch.nn.CrossEntropyLoss", "softmax", "class-index"),
    help="return the logits",
    fingerprint="1" * 32,
    fix=FIX,
)
CELL_FINDING = replace(
    FINDING,
    place=IN_CELL,
    severity=Severity.WARNING,
    trail=(),
    fingerprint="2" * 32,
    fix=Fix("hand over the scores", Applicability.UNSAFE, (Edit(IN_CELL, "x"),)),
)
ADVICE = replace(FINDING, code="LL108", severity=Severity.ADVICE, fix=None, fingerprint="3" * 32)
SEVERAL_LINES = replace(FINDING, place=Place(PATH, 41, 15, 43, 2), fix=None, fingerprint="4" * 32)
HELD_BACK = (
    replace(FINDING, fingerprint="5" * 32, suppression=Suppression("comment", "on [purpose]", PLACE)),
    replace(FINDING, fingerprint="6" * 32, suppression=Suppression("baseline")),
)
ALL = (FINDING, CELL_FINDING, ADVICE, SEVERAL_LINES)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1)


def results(*found: Diagnostic, internal: tuple[str, ...] = ()) -> Results:
    report = Report(found, (), FileCounts(3, 2, 1), 0.25, internal, HELD_BACK)
    folder = PurePosixPath("/home/me/my project/sub")
    return Results(report, found, lambda place: SOURCE if place.path == PATH else "", folder, folder)


def validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    kind = Draft7Validator if "draft-07" in schema["$schema"] else Draft202012Validator
    kind.check_schema(schema)
    return kind(schema)


SARIF, GITLAB, RDJSON = validator("sarif-2.1.0"), validator("gitlab-code-quality"), validator("rdjson")


def document(name: str, *found: Diagnostic, **rest: Any) -> Any:
    return json.loads(rendered(name, results(*found, **rest)))


def test_the_command_line_offers_every_format() -> None:
    assert set(CHECK_FORMATS) == {"full", "concise", "grouped", *MACHINE_FORMATS}


@pytest.mark.parametrize("name", MACHINE_FORMATS)
def test_nothing_found_is_a_document_too(name: str) -> None:
    assert rendered(name, results()) or name == "json-lines"


# grouped and json-lines


def test_grouped() -> None:
    plain = replace(FINDING, message="wrong", condition=None)
    found = [
        replace(plain, place=replace(PLACE, path="a.py", line=4)),
        replace(plain, place=replace(PLACE, path="a.py")),
    ]
    texts = list(grouped([*found, replace(plain, place=IN_CELL)], PLAIN))
    assert texts == [
        "a.py:\n  4:15   error[LL101] wrong\n  41:15  error[LL101] wrong\n",
        "nb.ipynb:\n  cell 7:3:1  error[LL101] wrong\n",
    ]


def test_json_lines_are_the_diagnostics_of_the_json_document() -> None:
    lines = rendered("json-lines", results(*ALL)).decode().splitlines()
    assert [json.loads(line) for line in lines] == document("json", *ALL)["diagnostics"]
    assert json.loads(lines[0])["fix"]["edits"][1] == {
        "path": PATH, "line": 41, "column": 42, "cell": None, "end_line": 41, "end_column": 46, "text": "",
    }  # fmt: skip


# SARIF


def sarif(*found: Diagnostic, **rest: Any) -> Any:
    log = document("sarif", *found, **rest)
    SARIF.validate(log)
    [run] = log["runs"]
    return run


def test_sarif_is_valid_and_the_schema_refuses_what_is_not() -> None:
    log = document("sarif", *ALL, internal=("internal error",))
    SARIF.validate(log)
    del log["runs"][0]["results"][0]["message"]
    assert not SARIF.is_valid(log)
    sarif()


def test_sarif_rules_come_from_the_pages() -> None:
    run = sarif(*ALL)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["LL101", "LL108"]
    assert rules[0]["help"]["markdown"].startswith("# softmax-into-cross-entropy")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"][:3]] == ["error", "warning", "note"]


def test_sarif_uris_lead_to_the_files() -> None:
    run = sarif(FINDING)
    [result] = run["results"][:1]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert not urlsplit(artifact["uri"]).scheme
    whole = urljoin(run["originalUriBaseIds"][artifact["uriBaseId"]]["uri"], artifact["uri"])
    assert unquote(urlsplit(whole).path) == f"/home/me/my project/sub/{PATH}"
    outside = result["relatedLocations"][1]["physicalLocation"]["artifactLocation"]
    assert outside == {"uri": "file:///lib/x.py"}


def test_sarif_paths_count_from_the_checkout() -> None:
    deeper = replace(results(FINDING), top=PurePosixPath("/home/me/my project"))
    [run] = json.loads(rendered("sarif", deeper))["runs"]
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(artifact["uri"]) == f"sub/{PATH}"
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == "file:///home/me/my%20project/"
    [issue] = json.loads(rendered("gitlab", deeper))
    assert issue["location"]["path"] == f"sub/{PATH}"
    assert "file=sub/" in rendered("github", deeper).decode()


def test_sarif_tells_the_trail_as_a_code_flow_that_ends_at_the_loss() -> None:
    [result] = sarif(FINDING)["results"][:1]
    [flow] = result["codeFlows"]
    [thread] = flow["threadFlows"]
    texts = [location["location"]["message"]["text"] for location in thread["locations"]]
    assert texts == ["softmax is applied here", "called \\[from\\] here", "gets softmax"]
    assert thread["locations"][-1]["location"]["physicalLocation"] == result["locations"][0]["physicalLocation"]
    linked = {int(number) for number in re.findall(r"\]\((\d+)\)", result["message"]["text"])}
    assert linked == {location["id"] for location in result["relatedLocations"]} == {1, 2}


def test_sarif_has_the_text_of_a_region() -> None:
    several, one = (
        result["locations"][0]["physicalLocation"]["region"].get("snippet")
        for result in sarif(SEVERAL_LINES, FINDING)["results"][:2]
    )
    assert several is None
    assert one == {"text": "F.cross_entropy(F.softmax(𝑧, 1), y)"[:34]}


def test_sarif_places_in_a_notebook() -> None:
    [result] = sarif(CELL_FINDING)["results"][:1]
    [location] = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "nb.ipynb:cell 7:3:1"
    assert result["message"]["text"].startswith("cell 7:3:1: ")
    assert "fixes" not in result, "no region of the file says where in the cell"


def test_sarif_fix_and_fingerprint() -> None:
    [result] = sarif(FINDING)["results"][:1]
    [change] = result["fixes"][0]["artifactChanges"]
    text = SOURCE
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert text == "    pérdida = F.cross_entropy(𝑧, y)  # 損失"
    assert result["fixes"][0]["properties"] == {"applicability": "safe"}
    assert result["partialFingerprints"] == {"losslint/v1": "1" * 32}


def test_sarif_keeps_what_is_held_back() -> None:
    by_comment, by_baseline = (result["suppressions"] for result in sarif(FINDING)["results"][1:])
    assert [(found["kind"], found.get("justification")) for found in by_comment] == [("inSource", "on [purpose]")]
    assert by_comment[0]["location"]["physicalLocation"]["region"]["startLine"] == 41
    assert by_baseline == [{"kind": "external", "status": "accepted"}]
    assert "suppressions" not in sarif(FINDING)["results"][0]


def test_sarif_tells_of_internal_errors() -> None:
    [invocation] = sarif(internal=("internal error while judging",))["invocations"]
    assert not invocation["executionSuccessful"]
    assert sarif()["invocations"][0]["executionSuccessful"]


@given(TEXT)
def test_sarif_texts_lose_nothing(text: str) -> None:
    plain = replace(FINDING, message=text, condition=None, trail=(), help="")
    escaped = sarif(plain)["results"][0]["message"]["text"]
    assert re.sub(r"\\([\\\[\]])", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]]", escaped)


# GitHub


def commands(output: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them: kind, properties, message."""
    read = []
    for line in output.decode().split("\n"):
        if found := re.fullmatch(r"::(?P<kind>\w+) (?P<properties>.*?)::(?P<message>.*)", line.rstrip("\r")):
            pairs = (pair.split("=", 1) for pair in found["properties"].split(","))
            properties = {key: _unescaped(value, "%3A", "%2C") for key, value in pairs}
            read.append((found["kind"], properties, _unescaped(found["message"])))
    return read


def _unescaped(text: str, *more: str) -> str:
    for code in (*more, "%0D", "%0A", "%25"):
        text = text.replace(code, chr(int(code[1:], 16)))
    return text


def test_github_annotations() -> None:
    found = commands(rendered("github", results(*reversed(ALL))))
    assert [kind for kind, _, _ in found] == ["error", "error", "warning", "notice"], "the severest come first"
    several, [_, properties, message], [_, in_cell, told], _ = found
    assert properties == {
        "title": "losslint (LL101)", "file": PATH, "line": "41", "col": "15", "endLine": "41", "endColumn": "49",
    }  # fmt: skip
    assert several[1] == {"title": "losslint (LL101)", "file": PATH, "line": "41", "endLine": "43"}
    assert message.startswith(f"{PATH}:41:15: LL101 CrossEntropyLoss gets")
    assert "\nnb.ipynb:cell 7:3:1: softmax is applied here\n" in message
    assert in_cell == {"title": "losslint (LL101)", "file": "nb.ipynb", "line": "1"}
    assert told.startswith("nb.ipynb:cell 7:3:1: LL101 ")


@given(TEXT, TEXT)
def test_github_escapes(message: str, path: str) -> None:
    finding = replace(FINDING, message=message, condition=None, place=replace(PLACE, path=path), trail=(), help="")
    [(kind, properties, said)] = commands(rendered("github", results(finding)))
    assert (kind, said) == ("error", f"{finding.place}: LL101 {message}")
    assert properties["file"] == results().path(finding.place)


def test_github_step_summary_is_a_table() -> None:
    text = step_summary(results(*ALL)).decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(ALL)
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {6}, "nothing in a cell ends it"
    assert "<b>" not in text
    assert "2 errors, 1 warning, 1 advice" in text.replace("\\", "")


def test_github_step_summary_stays_short() -> None:
    text = step_summary(results(*[FINDING] * (SUMMARY_ROWS + 7))).decode()
    assert text.count("\n| error") == SUMMARY_ROWS
    assert "… and 7 more" in text
    assert len(text.encode()) < 1024 * 1024
    assert "|" not in step_summary(results()).decode()


# GitLab, JUnit, rdjson


def test_gitlab_code_quality() -> None:
    report = document("gitlab", *ALL)
    GITLAB.validate(report)
    GITLAB.validate(document("gitlab"))
    assert [issue["severity"] for issue in report] == ["critical", "major", "info", "critical"]
    assert report[0]["location"]["positions"]["begin"] == {"line": 41, "column": 15}
    assert report[1]["location"]["positions"]["begin"] == {"line": 1, "column": 1}
    assert report[1]["description"].startswith("LL101: cell 7:3:1: ")
    assert len({issue["fingerprint"] for issue in report}) == len(ALL)
    assert not GITLAB.is_valid([{**report[0], "severity": "error"}])


def junit(*found: Diagnostic) -> JUnitXml:
    return JUnitXml.fromstring(rendered("junit", results(*found)))


def test_junit_is_read_by_a_consumer() -> None:
    report = junit(*ALL)
    assert (report.tests, report.failures, report.errors) == (4, 3, 0)
    suites = list(report)
    assert [suite.name for suite in suites] == [PATH, "nb.ipynb", PATH]
    first, in_cell, advice = (next(iter(suite)) for suite in suites)
    [failure] = first.result
    assert isinstance(failure, Failure)
    assert failure.type == "error[LL101]"
    assert SOURCE.strip() in failure.text
    assert "cell 7:3:1" in in_cell.name
    assert not advice.result, "advice does not fail"
    assert "LL108" in advice.system_out


def test_junit_without_findings_is_one_passed_case() -> None:
    [suite] = junit()
    assert [case.result for case in suite] == [[]]
    assert (suite.tests, suite.failures) == (1, 0)


@given(st.text())
def test_junit_takes_every_text(text: str) -> None:
    [suite] = junit(replace(FINDING, message=text, place=replace(PLACE, path=f"a{text}")))
    assert (suite.tests, suite.failures) == (1, 1)


def test_rdjson() -> None:
    report = document("rdjson", *ALL)
    RDJSON.validate(report)
    RDJSON.validate(document("rdjson"))
    first, in_cell, advice, several = report["diagnostics"]
    assert [found["severity"] for found in report["diagnostics"]] == ["ERROR", "WARNING", "INFO", "ERROR"]
    before = SOURCE.encode()[: first["location"]["range"]["start"]["column"] - 1]
    assert before.decode() == "    pérdida = ", "columns count bytes"
    assert in_cell["location"] == {"path": "nb.ipynb"}
    assert in_cell["message"].startswith("cell 7:3:1: ")
    assert "suggestions" not in in_cell
    assert "suggestions" not in advice
    assert several["location"]["range"]["end"]["line"] == 43
    assert not RDJSON.is_valid({"diagnostics": [{"message": "no place"}]})


def test_rdjson_says_several_edits_as_one() -> None:
    [first] = document("rdjson", FINDING)["diagnostics"]
    [suggestion] = first["suggestions"]
    start, end = (suggestion["range"][side]["column"] - 1 for side in ("start", "end"))
    changed = SOURCE.encode()[:start] + suggestion["text"].encode() + SOURCE.encode()[end:]
    assert changed.decode() == "    pérdida = F.cross_entropy(𝑧, y)  # 損失"


def test_rdjson_does_not_suggest_half_of_a_fix() -> None:
    elsewhere = Edit(Place("model.py", 1, 1, 1, 5), "x")
    fix = replace(FIX, edits=(*FIX.edits, elsewhere))
    [first] = document("rdjson", replace(FINDING, fix=fix))["diagnostics"]
    assert "suggestions" not in first
