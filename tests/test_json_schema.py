"""Both JSON documents match the schemas that ship with the package, and the schemas refuse what is none."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from losslint.diagnostic import Context, Diagnostic, FileCounts, Pair, PairRow, Report, Severity
from losslint.forms import FormName
from losslint.place import Place, Step
from losslint.report.coverage import coverage_of
from losslint.report.document import check_document, pairs_document, written

PLACE = Place("src/träin.py", 41, 12, 41, 38)
TRAIL = (Step(Place("nb.ipynb", 3, 1, 3, 9, cell=7), "softmax applied here"),)
FINDING = Diagnostic(
    "LL101",
    "softmax-into-cross-entropy",
    Severity.ERROR,
    "CrossEntropyLoss gets softmax probabilities",
    PLACE,
    label="gets softmax",
    trail=TRAIL,
    condition="args.activation is 'softmax'",
    pair=Pair("torch.nn.CrossEntropyLoss", "softmax", "class-index"),
    help="return the logits",
    fingerprint="0" * 32,
)
ROW = PairRow(
    PLACE,
    "torch.nn.CrossEntropyLoss",
    "logits|softmax",
    "unknown",
    "mismatch",
    codes=("LL101",),
    output_detail={"dim": 1, "units": 10, "low": 0.0, "high": math.inf},
    contexts=(Context("softmax", None, TRAIL),),
    trail=TRAIL,
)
REPORT = Report((FINDING,), (ROW,), FileCounts(3, 2, 1), seconds=0.25)


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((files("losslint") / "schema" / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read(document: dict[str, Any]) -> Any:
    return json.loads(written(document).decode("utf-8"))


def test_check_document() -> None:
    document = read(check_document(REPORT, REPORT.diagnostics))
    validator("check").validate(document)
    assert document["files"] == {"checked": 3, "skipped": 2, "failed": 1}
    [finding] = document["diagnostics"]
    assert finding["trail"] == [
        {"path": "nb.ipynb", "line": 3, "column": 1, "cell": 7, "message": "softmax applied here"}
    ]
    assert finding["pair"] == {"loss": "torch.nn.CrossEntropyLoss", "output": "softmax", "target": "class-index"}
    assert (finding["path"], finding["cell"], finding["condition"]) == (PLACE.path, None, FINDING.condition)


def test_check_document_with_statistics() -> None:
    document = read(check_document(REPORT, REPORT.diagnostics, coverage_of(REPORT.diagnostics, REPORT.pairs)))
    validator("check").validate(document)
    assert document["statistics"]["codes"] == {"LL101": 1}
    assert document["statistics"]["loss_calls"] == document["statistics"]["mismatch"] == 1


def test_pairs_document() -> None:
    document = read(pairs_document(REPORT))
    validator("pairs").validate(document)
    [row] = document["pairs"]
    assert row["output_detail"] == {"dim": 1, "units": 10, "low": 0.0, "high": None}, "an infinite end is null"
    assert row["contexts"] == [{"output": "softmax", "condition": None, "trail": row["trail"]}]


def test_every_form_may_stand_in_a_document() -> None:
    shown = [name for name in FormName if name is not FormName.LOSS]  # the value of a loss shows as `real`
    rows = tuple(replace(ROW, output=str(name)) for name in shown)
    validator("pairs").validate(read(pairs_document(replace(REPORT, pairs=rows))))


def test_a_path_that_is_no_utf8_is_written_all_the_same() -> None:
    place = replace(PLACE, path="caf\udce9.py")
    document = read(pairs_document(replace(REPORT, pairs=(replace(ROW, place=place),))))
    assert document["pairs"][0]["path"] == "caf\udce9.py"


@pytest.mark.parametrize(
    ("schema", "damage"),
    [
        ("check", {"version": 2}),
        ("check", {"extra": 1}),
        ("check", {"diagnostics": [{"code": "LL101"}]}),
        ("check", {"files": {"checked": -1, "skipped": 0, "failed": 0}}),
        ("pairs", {"version": 2}),
        ("pairs", {"pairs": [{}]}),
    ],
)
def test_the_schemas_refuse(schema: str, damage: dict[str, object]) -> None:
    documents = {"check": check_document(REPORT, ()), "pairs": pairs_document(REPORT)}
    assert validator(schema).is_valid(read(documents[schema]))
    assert not validator(schema).is_valid(read({**documents[schema], **damage}))


@pytest.mark.parametrize("output", ["softmax(1)", "softmax|", "probabilities", ""])
def test_the_pairs_schema_refuses_what_is_no_form(output: str) -> None:
    document = pairs_document(replace(REPORT, pairs=(replace(ROW, output=output),)))
    assert not validator("pairs").is_valid(read(document))
