"""Configuration: which file is read, what each key does, and what a bad one is answered. Mostly run as a program."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from inside import codes, document, losslint
from losslint.cli.options import CHECK_FORMATS
from losslint.config import ALL, EVERY_CODE, Config, Selection
from losslint.diagnostic import Severity
from losslint.rules.catalogue import load_rules
from losslint.settings import SettingsError, load
from losslint.settings.layer import OUTPUT_FORMATS, READERS, Layer, read_layer
from losslint.settings.lines import line_of
from losslint.settings.load import combined
from losslint.settings.patterns import absolute, covers
from losslint.settings.show import shown
from losslint.settings.source import Source
from test_cli import ADVICE, RIGHT, TRACEBACK, WRONG

ROOT = Path(__file__).parent.parent
CODES = load_rules()
SCHEMA = json.loads((files("losslint") / "schema" / "config.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
    (tmp_path / "advised.py").write_text(ADVICE, "utf-8")
    (tmp_path / "right.py").write_text(RIGHT, "utf-8")
    return tmp_path


def loaded(folder: Path, *overrides: str, isolated: bool = False) -> Config:
    return load([folder], cwd=folder, codes=CODES, overrides=overrides, isolated=isolated)


def refusal(folder: Path, *overrides: str) -> str:
    with pytest.raises(SettingsError) as raised:
        loaded(folder, *overrides)
    return str(raised.value)


# Which file


def test_without_a_file_everything_is_at_its_default(project: Path) -> None:
    assert loaded(project) == Config()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.losslint]\nselect = ["LL102"]\n'),
        ("losslint.toml", 'select = ["LL102"]\n'),
        (".losslint.toml", 'select = ["LL102"]\n'),
    ],
)
def test_a_file_in_the_project_is_read(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text, "utf-8")
    assert codes(".", cwd=project) == []
    assert codes("--isolated", ".", cwd=project) == ["LL101"]


def test_our_own_file_goes_before_pyproject_and_the_hidden_one_first(project: Path) -> None:
    for name, text in (
        ("pyproject.toml", '[tool.losslint]\nfail-on = "error"\n'),
        ("losslint.toml", 'fail-on = "advice"\n'),
        (".losslint.toml", 'fail-on = "warning"\n'),
    ):
        (project / name).write_text(text, "utf-8")
    seen = []
    for name in (".losslint.toml", "losslint.toml", "pyproject.toml"):
        seen.append(loaded(project).files[0].name)
        assert seen[-1] == name
        (project / name).unlink()


def test_the_nearest_file_above_the_project_is_read(project: Path) -> None:
    (project / "losslint.toml").write_text('ignore = ["LL101"]', "utf-8")
    inner = project / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[project]\nname = "inner"\n', "utf-8")
    (inner / "wrong.py").write_text(WRONG, "utf-8")
    assert codes(".", cwd=inner) == []
    (inner / "pyproject.toml").write_text("[tool.losslint]\n[tool.losslint.severity]\nLL101 = 'warning'\n", "utf-8")
    [finding] = document("--exit-zero", ".", cwd=inner)["diagnostics"]
    assert finding["severity"] == "warning"


def test_a_pyproject_that_does_not_speak_of_us_may_be_broken(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project\n", "utf-8")
    assert codes(".", cwd=project) == ["LL101"]


def test_extend(project: Path) -> None:
    (project / "shared").mkdir()
    (project / "shared" / "base.toml").write_text(
        'select = ["ALL"]\nignore = ["LL108"]\nexclude = ["wrong.py", "sub/gone.py"]\nfail-on = "advice"\n', "utf-8"
    )
    (project / "losslint.toml").write_text(
        'extend = "shared/base.toml"\nextend-exclude = ["more"]\nfail-on = "error"\nextend-select = ["LL108"]\n',
        "utf-8",
    )
    config = loaded(project)
    assert config.fail_on is Severity.ERROR
    assert config.exclude == ("wrong.py", f"{project.as_posix()}/shared/sub/gone.py", "more")
    assert [path.name for path in config.files] == ["losslint.toml", "base.toml"]
    assert config.selection.selects("LL108", advice=True), "what extends is heard first"
    assert config.selection.selects("LL101")


# The keys


def test_selection_from_a_file_below_the_command_line(project: Path) -> None:
    (project / "losslint.toml").write_text('select = ["LL108"]\nignore = ["LL1"]\n', "utf-8")
    assert codes(".", cwd=project) == ["LL108"]
    assert codes("--extend-select", "LL101", ".", cwd=project) == ["LL108", "LL101"]
    assert codes("--select", "LL101", ".", cwd=project) == ["LL101"], "it begins anew"
    assert codes("--ignore", "LL108", ".", cwd=project) == []
    assert codes("--config", "select=['LL101']", ".", cwd=project) == ["LL101"]


def test_per_file_ignores(project: Path) -> None:
    (project / "tests").mkdir()
    (project / "tests" / "wrong.py").write_text(WRONG, "utf-8")
    for pattern, kept in {
        "tests": ["wrong.py"],
        "tests/*": ["wrong.py"],
        "**/wrong.py": [],
        "wrong.py": [],
        "./wrong.py": ["tests/wrong.py"],
        "!tests/*": ["tests/wrong.py"],
    }.items():
        (project / "losslint.toml").write_text(f'[per-file-ignores]\n"{pattern}" = ["LL101"]\n', "utf-8")
        found = document("--exit-zero", ".", cwd=project)["diagnostics"]
        assert [finding["path"] for finding in found] == kept, pattern


def test_severity_decides_what_is_on_and_what_fails(project: Path) -> None:
    (project / "losslint.toml").write_text('[severity]\nLL108 = "warning"\nLL101 = "advice"\n', "utf-8")
    found = document("--exit-zero", ".", cwd=project)["diagnostics"]
    assert [(finding["code"], finding["severity"]) for finding in found] == [("LL108", "warning")]
    assert losslint(".", cwd=project).returncode == 1
    assert losslint("--fail-on", "error", ".", cwd=project).returncode == 0
    assert losslint("--select", "LL101", ".", cwd=project).returncode == 0
    assert losslint("--select", "LL101", "--fail-on", "advice", ".", cwd=project).returncode == 1
    assert losslint("--config", 'fail-on = "error"', ".", cwd=project).returncode == 0


def test_exclude_takes_the_place_of_the_default_and_extend_exclude_does_not(project: Path) -> None:
    (project / "dist").mkdir()
    (project / "dist" / "wrong.py").write_text(WRONG, "utf-8")
    (project / "losslint.toml").write_text('extend-exclude = ["./wrong.py"]', "utf-8")
    assert losslint("--show-files", cwd=project).stdout.split() == ["advised.py", "right.py"]
    (project / "losslint.toml").write_text('exclude = ["./wrong.py"]', "utf-8")
    assert losslint("--show-files", cwd=project).stdout.split() == ["advised.py", "dist/wrong.py", "right.py"]
    assert losslint("--show-files", "--exclude", "*d.py", cwd=project).stdout.split() == ["dist/wrong.py", "right.py"]


def test_patterns_are_relative_to_their_file_wherever_one_stands(project: Path) -> None:
    (project / "losslint.toml").write_text('extend-exclude = ["sub/wrong.py"]', "utf-8")
    (project / "sub" / "sub").mkdir(parents=True)
    for path in ("sub/wrong.py", "sub/sub/wrong.py"):
        (project / path).write_text(WRONG, "utf-8")
    assert losslint("--show-files", ".", cwd=project / "sub").stdout.split() == ["sub/wrong.py"]


def test_output_format(project: Path) -> None:
    (project / "losslint.toml").write_text('output-format = "concise"', "utf-8")
    assert losslint("wrong.py", cwd=project).stdout.startswith("wrong.py:11:12: error[LL101]")
    assert losslint("--output-format", "full", "wrong.py", cwd=project).stdout.startswith("error[LL101]")
    assert "wrong.py:11" in losslint("pairs", "wrong.py", cwd=project).stdout


def test_src_roots_answer_imports_first(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two files could be meant by `models.net`; the source root says which, and it may lie outside the project."""
    elsewhere = tmp_path_factory.mktemp("shared")
    (elsewhere / "models").mkdir()
    (elsewhere / "models" / "net.py").write_text("def forward(x):\n    return x.softmax(1)\n", "utf-8")
    (project / "train.py").write_text(
        "from torch import nn\nfrom models.net import forward\n"
        "def step(x, y):\n    return nn.CrossEntropyLoss()(forward(nn.Linear(3, 4)(x)), y)\n",
        "utf-8",
    )
    assert codes("train.py", cwd=project) == []
    (project / "losslint.toml").write_text(f'src = ["{elsewhere.as_posix()}"]', "utf-8")
    assert codes("train.py", cwd=project) == ["LL101"]
    assert codes(".", cwd=project) == ["LL101", "LL101"], "what lies outside is read, not reported"


STUB = """\
from losslint.knowledge import Carries, Expects, Loss, Target, Tensor

class Classifier:
    def __init__(self, classes: int) -> None: ...
    def __call__(self, images: Tensor) -> Carries["softmax"]: ...

class FocalLoss:
    def __init__(self, gamma: float = 2.0) -> None: ...
    def __call__(self, scores: Expects["class-logits"], target: Target) -> Loss: ...
"""
PRIVATE = """\
from acme.vision import Classifier, FocalLoss

model, criterion = Classifier(10), FocalLoss(gamma=1.5)


def step(images, labels):
    return criterion(model(images), labels)
"""


def test_knowledge_teaches_a_private_library(project: Path) -> None:
    """Neither the loss nor the model is known; one stub makes both known, and the pair wrong."""
    (project / "train.py").write_text(PRIVATE, "utf-8")
    assert document("pairs", "train.py", cwd=project)["pairs"] == []
    stub = project / "stubs" / "acme" / "vision.pyi"
    stub.parent.mkdir(parents=True)
    stub.write_text(STUB, "utf-8")
    (project / "pyproject.toml").write_text('[tool.losslint]\nknowledge = ["stubs"]\n', "utf-8")
    [row] = document("pairs", "train.py", cwd=project)["pairs"]
    assert (row["loss"], row["output"], row["verdict"]) == ("acme.vision.FocalLoss", "softmax", "mismatch")
    [finding] = document("--exit-zero", "train.py", cwd=project)["diagnostics"]
    assert (finding["code"], finding["line"]) == ("LL101", 7)
    assert "softmax" in losslint("trace", "train.py:7", cwd=project).stdout


OWN = """\
from elsewhere import Base, build

class Classifier(Base):
    def __call__(self, images):
        return build(self)(images)

FocalLoss = build("focal")

def check(images, labels):
    return FocalLoss()(Classifier(3)(images), labels)
"""


@pytest.mark.parametrize(
    ("package", "importing"),
    [
        ("", "from acme.vision import Classifier, FocalLoss"),
        ("from .vision import *", "from acme import Classifier, FocalLoss"),
        ("from acme import vision as v", "from acme.vision import *"),
        ("", "import acme.vision as v; Classifier, FocalLoss = v.Classifier, v.FocalLoss"),
    ],
)
def test_knowledge_goes_before_the_projects_own_code(project: Path, package: str, importing: str) -> None:
    """What cannot be inferred can be declared, names one by one, wherever the code is reached from."""
    for path, text in {
        "stubs/acme/vision.pyi": STUB,
        "acme/__init__.py": f"{package}\n",
        "acme/vision.py": OWN,
        "train.py": PRIVATE.replace("from acme.vision import Classifier, FocalLoss", importing),
    }.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, "utf-8")
    assert codes("train.py", "acme", cwd=project) == []
    found = document("--exit-zero", "--config", "knowledge=['stubs']", "train.py", "acme", cwd=project)["diagnostics"]
    assert [(one["code"], one["path"], one["line"]) for one in found] == [
        ("LL101", "acme/vision.py", 10),
        ("LL101", "train.py", 7),
    ]


def test_a_stub_that_leaves_it_open_does_not_hide_the_code(project: Path) -> None:
    (project / "net.py").write_text("class Net:\n    def __call__(self, x):\n        return x.softmax(1)\n", "utf-8")
    (project / "train.py").write_text(
        "from torch import nn\nfrom net import Net\n"
        "def step(x, y):\n    return nn.CrossEntropyLoss()(Net()(nn.Linear(3, 4)(x)), y)\n",
        "utf-8",
    )
    (project / "net.pyi").write_text("class Net:\n    def __call__(self, x: object) -> object: ...\n", "utf-8")
    assert codes("--config", "knowledge=['net.pyi']", "train.py", cwd=project) == ["LL101"]
    (project / "net.pyi").write_text('class Net:\n    def __call__(self, x) -> Carries["logits"]: ...\n', "utf-8")
    assert codes("--config", "knowledge=['net.pyi']", "train.py", cwd=project) == []


@pytest.mark.parametrize(
    ("stub", "cause"),
    [
        ('def f(x: Expects["no-such-thing"]) -> Loss: ...\n', "vision.pyi:1:"),
        ("def f(:\n", "vision.pyi:1:"),
    ],
)
def test_a_stub_that_is_none_is_named(project: Path, stub: str, cause: str) -> None:
    (project / "vision.pyi").write_text(stub, "utf-8")
    done = losslint("--config", 'knowledge = ["vision.pyi"]', ".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert cause in done.stderr


# Bad configuration


BAD = {
    'selct = ["LL101"]': "3: unknown key 'selct': did you mean 'select'?",
    "select = 'LL101'": "3: 'select' must be a list of strings, not a string",
    'select = [\n  "LL101",\n  "LL1O2",\n]': "5: unknown rule code 'LL1O2': did you mean 'LL102'?",
    "ignore = [1]": "3: 'ignore' must hold strings only, not a number",
    'fail-on = "eror"': "3: 'fail-on' cannot be 'eror': did you mean 'error'?",
    "fail-on = true": "3: 'fail-on' must be a string, not a boolean",
    'output-format = "jsno"': "3: 'output-format' cannot be 'jsno': did you mean 'json'?",
    'severity = { LL101 = "note" }': "3: 'severity.LL101' cannot be 'note': known are advice, error, warning",
    'severity = "error"': "3: 'severity' must be a table, not a string",
    '[tool.losslint.severity]\nLL1 = "error"': "4: unknown rule code 'LL1'",
    '[tool.losslint.per-file-ignores]\n"a.py" = ["LL101"]\n"b.py" = ["LL999"]': "5: unknown rule code 'LL999'",
    '[tool.losslint.per-file-ignores]\n"b.py" = "LL101"': "4: 'per-file-ignores.b.py' must be a list of strings",
    'knowledge = ["stubs"]': "3: 'knowledge' names 'stubs', which does not exist",
    'src = ["lib"]': "3: 'src' names 'lib', which does not exist",
    'extend = "base.toml"': "3: 'extend' names 'base.toml', which is no file",
    'extend = "pyproject.toml"': "3: 'extend' leads in a circle",
    'baseline = ""': "3: 'baseline' must be a string, not an empty string",
    "cache-dir = 2026-11-23": "3: 'cache-dir' must be a string, not a date",
    "select = [": "not TOML",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_configuration_is_answered_with_file_and_line(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(f"# ours\n[tool.losslint]\n{text}\n", "utf-8")
    told = refusal(project)
    assert told.startswith("pyproject.toml:")
    assert BAD[text] in told


@pytest.mark.parametrize("words", [[], ["check", "--exit-zero"], ["check", "--show-settings"], ["pairs"]])
def test_a_bad_configuration_is_a_usage_error_of_every_command(project: Path, words: list[str]) -> None:
    (project / "pyproject.toml").write_text("[tool.losslint]\nselct = []\n", "utf-8")
    done = losslint(*words, ".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: pyproject.toml:2: unknown key 'selct': did you mean 'select'?" in done.stderr
    assert TRACEBACK not in done.stderr
    assert losslint("trace", "wrong.py:3", cwd=project).returncode == 2


def test_a_file_that_is_no_toml_or_cannot_be_read(project: Path) -> None:
    file = project / "losslint.toml"
    file.write_bytes(b'select = ["\xff"]')
    assert refusal(project) == "losslint.toml: byte 0xff is not UTF-8"
    file.write_text("select = ['LL101']\nselect = ['LL102']\n", "utf-8")
    assert refusal(project) == "losslint.toml:2: not TOML: Cannot overwrite a value"
    file.write_text("x = " + "[" * 100_000, "utf-8")
    assert "losslint.toml" in refusal(project)
    assert "tool.losslint' must be a table" in refusal_of_pyproject(project, "tool.losslint = 3\n")


def refusal_of_pyproject(folder: Path, text: str) -> str:
    (folder / "losslint.toml").unlink()
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return refusal(folder)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--config", "nowhere.toml"], "--config 'nowhere.toml': no such file, and no KEY=VALUE"),
        (["--config", "select=LL101"], "a string needs quotes"),
        (["--config", "selct=[]"], "--config 'selct=[]': unknown key 'selct': did you mean 'select'?"),
        (["--config", "extend='a.toml'"], "'extend' is for files"),
        (["--config", "pyproject.toml"], "pyproject.toml: it has no [tool.losslint]"),
        (["--config", "."], "cannot be read"),
        (["--config", "a.toml", "--config", "b.toml"], "--config takes one file"),
        (["--config", "a.toml", "--isolated"], "--isolated reads no --config FILE"),
    ],
)
def test_bad_words_on_the_command_line(project: Path, words: list[str], answer: str) -> None:
    for name in ("a.toml", "b.toml"):
        (project / name).write_text("", "utf-8")
    (project / "pyproject.toml").write_text("[project]\n", "utf-8")
    done = losslint(*words, ".", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert answer in done.stderr
    assert TRACEBACK not in done.stderr


def test_config_file_and_values_from_the_command_line(project: Path) -> None:
    (project / "losslint.toml").write_text('ignore = ["LL101"]\nfail-on = "advice"\n', "utf-8")
    (project / "other.toml").write_text('exclude = ["wrong.py"]\n', "utf-8")
    config = loaded(project, "other.toml", 'fail-on = "error"', 'severity.LL101 = "advice"')
    assert config.selection == Selection()
    assert (config.fail_on, config.severity, config.exclude) == (
        Severity.ERROR,
        {"LL101": Severity.ADVICE},
        ("wrong.py",),
    )
    assert loaded(project, 'fail-on = "error"', isolated=True) == Config(fail_on=Severity.ERROR)


# --show-settings


def test_show_settings_names_the_file_and_can_be_read_back(project: Path) -> None:
    (project / "losslint.toml").write_text(
        'extend-select = ["LL108"]\nextend-exclude = ["a/b"]\nbaseline = "known.json"\n[severity]\nLL101 = "warning"\n'
        '[per-file-ignores]\n"te\\\\u007fst\\"s/*" = ["LL1"]\n'.replace("\\\\u", "\\u"),
        "utf-8",
    )
    text = losslint("--show-settings", "--ignore", "LL102", cwd=project).stdout
    assert f"# read from {project.as_posix()}/losslint.toml" in text
    again = project / "again.toml"
    again.write_text(text, "utf-8")
    before, after = loaded(project, 'ignore = ["LL102"]'), loaded(project, "again.toml")
    for code in CODES:
        for advice in (False, True):
            assert before.selection.selects(code, advice=advice) == after.selection.selects(code, advice=advice)
    for field in ("exclude", "default_exclude", "severity", "per_file_ignores", "baseline", "fail_on"):
        assert getattr(before, field) == getattr(after, field), field


# The schema


def test_the_schema_has_the_keys_that_are_read() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(READERS)
    assert SCHEMA["properties"]["output-format"]["enum"] == [*OUTPUT_FORMATS] == [*CHECK_FORMATS]
    assert all(entry["description"].endswith(".") for entry in SCHEMA["properties"].values())


word = st.sampled_from(["LL101", "LL1", "LL", ALL, "LL99", "a/b", "*.py", "error", "warning", "json", "full", ""])
value = st.one_of(
    word, st.booleans(), st.integers(), st.lists(word | st.integers(), max_size=3), st.dictionaries(word, word),
    st.dictionaries(word, st.lists(word, max_size=2)),
)  # fmt: skip
paths = ("extend", "src", "knowledge")  # the schema cannot tell whether a path exists


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from([*sorted(set(READERS) - set(paths)), "unknown"]), value, max_size=2))
def test_the_schema_and_the_reader_agree(table: dict[str, Any]) -> None:
    """What the schema accepts is read, and nothing else, in a world where every code exists."""
    try:
        read_layer(Source("test", Path("/project"), table), [f"LL{number:03}" for number in range(1000)])
        read = True
    except SettingsError:
        read = False
    assert VALIDATOR.is_valid(table) == read, table


def test_every_example_of_the_documentation_is_valid() -> None:
    """In all documents: TOML named as one of our files, and what stands in a [tool.losslint]."""
    mentioned: set[str] = set()
    examples = 0
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for name, text in re.findall(r"```toml(?: title=\"(\S+)\")?\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            table = tomllib.loads(text)
            if name not in ("losslint.toml", ".losslint.toml"):
                table = table.get("tool", {}).get("losslint", {})
            VALIDATOR.validate(table)
            mentioned |= set(table)
            examples += bool(table)
    assert examples >= 8
    assert mentioned == set(READERS), "every key is shown somewhere"


# Parts


@pytest.mark.parametrize(
    ("path", "word", "line"),
    [
        (("tool", "losslint", "select"), None, 3),
        (("tool", "losslint", "ignore"), "LL1O2", 6),
        (("tool", "losslint", "per-file-ignores", "a.b"), None, 9),
        (("tool", "losslint", "severity", "LL101"), None, 10),
        (("tool", "losslint", "nowhere"), None, 2),
        (("project",), None, None),
    ],
)
def test_line_of(path: tuple[str, ...], word: str | None, line: int | None) -> None:
    text = (
        "# c\n[tool.losslint]\nselect = []\nignore = [\n  'LL101',\n  'LL1O2',\n]\n"
        '[tool."losslint".per-file-ignores]  # c\n"a.b" = []\n[tool.losslint.severity]\n'
    )
    assert line_of(text, path, word) == line


@given(st.text(max_size=200))
def test_line_of_never_fails(text: str) -> None:
    line_of(text, ("a", "b"), "c")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.py", "/p/a.py", True),
        ("a.py", "/p/sub/a.py", True),
        ("p", "/p/a.py", False),
        ("sub", "/p/sub/a.py", True),
        ("sub/", "/p/sub/a.py", True),
        ("sub/a.py", "/p/sub/a.py", True),
        ("sub/a.py", "/p/x/sub/a.py", False),
        ("**/sub/a.py", "/p/x/sub/a.py", True),
        ("**/sub/a.py", "/p/sub/a.py", True),
        ("/p/a.py", "/p/a.py", True),
        ("!*.py", "/p/a.py", False),
        ("!sub/*", "/p/a.py", True),
    ],
)
def test_patterns(pattern: str, path: str, *, matches: bool) -> None:
    assert covers(absolute(pattern, Path("/p")), Path(path)) is matches


@given(st.text(alphabet="a*?[]!", min_size=1, max_size=6).filter(lambda name: name not in (".", "..")))
def test_a_folder_with_odd_signs_in_its_name_is_taken_by_the_letter(name: str) -> None:
    folder = Path("/x") / name
    assert covers(absolute("sub/*.py", folder), folder / "sub" / "a.py")
    assert not covers(absolute("sub/*.py", folder), Path("/x/b/sub/a.py")) or name == "b"


selectors = st.lists(st.sampled_from([ALL, EVERY_CODE, "LL1", "LL10", "LL101", "LL102", "LL9"]), max_size=3).map(tuple)
layers = st.lists(
    st.builds(Layer, select=st.none() | selectors, extend_select=selectors, ignore=selectors), min_size=1, max_size=3
)


@given(layers, st.sampled_from(sorted(CODES)), st.booleans())
def test_what_is_said_above_is_heard_first(stack: list[Layer], code: str, advice: bool) -> None:
    """A code that the highest layer names in full is decided there; an empty layer on top changes nothing."""
    selection = combined(stack).selection
    assert combined([*stack, Layer()]).selection.selects(code, advice=advice) == selection.selects(code, advice=advice)
    assert combined([*stack, Layer(extend_select=(code,))]).selection.selects(code, advice=advice)
    assert not combined([*stack, Layer(ignore=(code,))]).selection.selects(code, advice=advice)
    anew = combined([*stack, Layer(select=("LL9",))]).selection
    assert anew.selects(code, advice=False) == code.startswith("LL9")


def test_the_settings_are_shown_for_any_layers() -> None:
    config = combined([Layer(select=("LL1",), exclude=("a\x7f\n\"'b",)), Layer(ignore=("LL101",))])
    table = tomllib.loads("\n".join(shown(config, CODES)))
    assert (table["select"], table["ignore"], table["exclude"]) == (["LL1"], ["LL101"], ["a\x7f\n\"'b"])
    VALIDATOR.validate(table)
