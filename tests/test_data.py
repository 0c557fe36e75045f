"""Configuration files: what is read, and what is refused rather than misread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from losslint.source.data import UNKNOWN, DataProblem, parse, parse_yaml, read
from losslint.source.file import SourceFile
from losslint.source.project import Project

CONFIG = """\
# training
model: {name: "resnet", layers: [3, 4], dropout: .5}   # the network
loss: bce
"quoted key": 'it''s'
lr: 1e-3
wd: 1.0e-3
none:
empty: ~
yes_no: [yes, no, On, off, "yes"]
stages:
- name: a
  size: 10
- name: b
-
  - 1
  - [2,
     3]  # over two lines
note: |
  several
  lines
home: ${env:HOME}/data
url: http://host/x#y
after:
    deep:
        er: -7
"""


def test_a_usual_configuration_is_read() -> None:
    assert parse_yaml(CONFIG) == {
        "model": {"name": "resnet", "layers": [3, 4], "dropout": 0.5},
        "loss": "bce",
        "quoted key": "it's",
        "lr": "1e-3",  # no float in YAML 1.1: it has no point
        "wd": 0.001,
        "none": None,
        "empty": None,
        "yes_no": [True, False, True, False, "yes"],
        "stages": [{"name": "a", "size": 10}, {"name": "b"}, [1, [2, 3]]],
        "note": "several\nlines",
        "home": UNKNOWN,
        "url": "http://host/x#y",
        "after": {"deep": {"er": -7}},
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: &anchor 1",
        "a: *alias",
        "a: !!python/object 1",
        "<<: {a: 1}",
        "a: b: c",
        "a: - b",
        "? a",
        "a: text\n  over two lines",
        "a: [1, 2",
        "a: 'open",
        "a:\n   b: 1\n  c: 2",
        "a: 1\n--- \nb: 2",
        "a:\n\tb: 1",
        "a: 1\nb",
        "[1]\n[2]",
    ],
)
def test_what_is_not_plain_is_refused(text: str) -> None:
    with pytest.raises(DataProblem):
        parse_yaml(text)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_an_empty_document_is_none(text: str) -> None:
    assert parse_yaml(text) is None


SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="ascii"), max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_-.", min_size=1), inner, max_size=3),
)


def as_block(value: object, indent: str = "") -> str:
    """The value with its outer levels in YAML's own form."""
    if isinstance(value, dict) and value:
        return "".join(f"\n{indent}{json.dumps(k)}:{as_block(v, indent + '  ')}" for k, v in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}-{as_block(v, indent + '  ')}" for v in value)
    return f" {json.dumps(value)}"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_a_written_value_is_read_back(value: object) -> None:
    if "${" not in json.dumps(value):
        assert parse_yaml(json.dumps(value)) == value
        assert parse_yaml(as_block(value).lstrip("\n").lstrip(" ")) == value


@settings(deadline=None)
@given(st.text("ab:-[]{}#'\"\n \t,|&*", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text)
    except DataProblem:
        return


def test_json_and_toml(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"loss": "bce"}')
    assert read(SourceFile(tmp_path / "a.json", "a.json")) == {"loss": "bce"}
    assert parse('loss = "bce"', ".toml") == {"loss": "bce"}
    for text, suffix in (("{", ".json"), ("a = ", ".toml"), ("a: 1", ".txt")):
        with pytest.raises(DataProblem):
            parse(text, suffix)
    with pytest.raises(DataProblem):
        read(SourceFile(tmp_path / "missing.json", "missing.json"))


def test_a_path_is_found_above_its_program_and_never_outside_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for name in ("losslint.toml", "train/run.py", "configs/a.yaml", "configs/b.yaml", "other.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    (tmp_path / "outside.json").write_text("{}")
    project = Project.open([root], cwd=root)
    file = project.file("train/run.py")
    assert file is not None

    def names(text: str) -> list[str]:
        return [p.path.relative_to(root.resolve()).as_posix() for p in project.data_files(file.path.parent, text, 9)]

    assert names("configs/a.yaml") == ["configs/a.yaml"]
    assert names("./other.json") == ["other.json"]
    assert names("configs/missing.yaml") == ["configs/a.yaml", "configs/b.yaml"]  # it is one of those
    assert names("missing.json") == []
    assert names("../outside.json") == names("../../outside.json") == names(str(tmp_path / "outside.json")) == []
