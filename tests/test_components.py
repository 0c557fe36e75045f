"""What of a project can know of each other: imports by their text, components, programs; and that one says nothing of another."""

from __future__ import annotations

import ast
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint import runner
from losslint.diagnostic import Report
from losslint.source.components import components, programs
from losslint.source.file import SourceFile
from losslint.source.imported import Import, stated
from losslint.source.links import Links
from losslint.source.project import Project

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"

STATEMENTS = {
    "import a.b as c, d  # e": [Import("a.b"), Import("d")],
    "from a import b as c, d": [Import("a", 0, "b as c, d")],
    "from ..a import (b,  # why (not)\n    c)": [Import("a", 2, "(b,  # why (not)\n    c)")],
    "from . import b": [Import("", 1, "b")],
    "from .import b": [Import("", 1, "b")],
    "from a import b, \\\n    c": [Import("a", 0, "b, \\\n    c")],
    "x = 1; import a": [Import("a")],
    "try: import a": [Import("a")],
    "import a; import b # import c": [Import("a"), Import("b")],
    "important = from_import": [],
    'import_module("a.b")': [Import("a.b")],
    'import_module(f"a.b_{name}")': [Import("a", 0, "", below=True)],
    'importlib.import_module("a." + name)': [Import("a", 0, "", below=True)],
    'import_module(".b", __package__)': [Import("b", 1)],
    "import_module(name)": [Import("", 0, "", below=True)],
    "__import__(\n    'a')": [Import("a")],
}


@pytest.mark.parametrize(("text", "wanted"), STATEMENTS.items(), ids=STATEMENTS)
def test_imports_are_read_by_their_text(text: str, wanted: list[Import]) -> None:
    assert list(dict.fromkeys(stated(text))) == wanted


def test_no_import_statement_is_missed() -> None:
    """In every file of the fixtures, and of the tool itself."""
    files = [*FIXTURES.rglob("*.py"), *(Path(__file__).parent.parent / "src").rglob("*.py")]
    seen = 0
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        known = [(i.level, i.base, name) for i in stated(text) for name in (*i.names, "")]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                wanted = {(0, alias.name, "") for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names if alias.name != "*"]
                wanted = {(node.level, node.module or "", name) for name in ["", *names]}
            else:
                continue
            seen += 1
            assert wanted <= {*known}, (path, node.lineno)
    assert seen > 1000


@given(st.text(alphabet="import from\n;:#()\\.,asb\"'", max_size=120))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for found in stated(text):
        assert found.base in text
        assert found.listed in text
        assert all(name in found.listed for name in found.names)


def project_of(root: Path, **texts: str) -> Project:
    for name, text in texts.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project.open([root], cwd=root)


def groups(project: Project) -> list[str]:
    return [" ".join(file.display.removesuffix(".py") for file in group) for group in project.components]


def meeting(project: Project) -> set[tuple[str, str]]:
    names = {file.display.removesuffix(".py"): file for file in project.files}
    return {(a, b) for a in names for b in names if a < b and project.meet(names[a], names[b])}


def test_two_programs_of_one_folder(tmp_path: Path) -> None:
    project = project_of(tmp_path, a="import net", b="import os", c="import b", net="")
    assert groups(project) == ["a net", "b c"]


def test_programs_that_share_a_module_meet_in_it_alone(tmp_path: Path) -> None:
    project = project_of(tmp_path, a="from parts import x", b="from parts import y", parts__x="", parts__y="", z="")
    assert groups(project) == ["a parts/x", "b parts/y", "z"]
    project = project_of(tmp_path, a="import net, x", b="import net, y", net="import layers", layers="", x="", y="")
    assert ("a", "b") not in meeting(project)
    assert ("x", "y") not in meeting(project)
    assert {("a", "net"), ("a", "x"), ("a", "layers"), ("b", "layers"), ("layers", "x")} <= meeting(project)


def test_modules_meet_where_a_third_loads_both(tmp_path: Path) -> None:
    project = project_of(tmp_path, main="import a\nimport b", a="", b="", c="import a")
    assert ("a", "b") in meeting(project)
    assert ("b", "c") not in meeting(project)


def test_what_is_imported_by_a_text_is_known_too(tmp_path: Path) -> None:
    project = project_of(tmp_path, main='m = import_module(f"nets.{kind}")', nets__a="", nets__b="", other="")
    assert groups(project) == ["main nets/a nets/b", "other"]


def test_whoever_imports_anything_knows_where_its_programs_begin(tmp_path: Path) -> None:
    anything = "m = import_module(name)"
    project = project_of(tmp_path, one__main="import tools.load", one__tools__load=anything, one__nets__a="", two__a="")
    assert groups(project) == ["one/main one/nets/a one/tools/load", "two/a"]
    (tmp_path / "b" / "p").mkdir(parents=True)
    (tmp_path / "b" / "p" / "__init__.py").touch()
    project = project_of(tmp_path / "b", p__load=anything, p__nets__a="", scripts__go="import p.load", x="")
    assert groups(project) == ["p/__init__ p/load p/nets/a scripts/go x"]  # the folder around the package


def test_whoever_reads_a_configuration_knows_the_project_around(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "requirements.txt").touch()
    project = project_of(tmp_path, one__tools__main="Config.fromfile(path)", one__nets__a="", two__main="", two__a="")
    assert groups(project) == ["one/nets/a one/tools/main", "two/a", "two/main"]


@pytest.mark.parametrize(
    ("saves", "loads", "known"),
    [
        ('torch.save(net, "out/net.pt")', "net = torch.load('net.pt')", True),
        ('with open("net.pkl", "wb") as f:\n    pickle.dump(net, f)', 'pickle.load(open("net.pkl", "rb"))', True),
        ('torch.save(net, "net.pt")', 'torch.load("other.pt")', False),
        ('torch.save(net.state_dict(), "net.pt")', 'net.load_state_dict(torch.load("net.pt"))', False),
    ],
)
def test_what_one_program_saves_and_another_loads(tmp_path: Path, saves: str, loads: str, *, known: bool) -> None:
    project = project_of(tmp_path, train="import net\n" + saves, test=loads, net="")
    assert (("net", "test") in meeting(project)) is known


def test_a_changed_file_keeps_its_component_unless_its_imports_change(tmp_path: Path) -> None:
    project = project_of(tmp_path, a="import net", b="", net="x = 1")
    assert groups(project) == ["a net", "b"]
    assert groups(project.edited({(tmp_path / "net.py").resolve(): b"x = 2"})) == ["a net", "b"]
    changed = project.edited({(tmp_path / "b.py").resolve(): b"import net"})
    assert groups(changed) == ["a b net"]
    assert ("b", "net") in meeting(changed)


NODES = [SourceFile(Path(f"/{number}.py"), str(number)) for number in range(7)]


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14))
def test_programs_are_what_can_be_reached(pairs: list[tuple[SourceFile, SourceFile]]) -> None:
    links: Links = {node: tuple(b for a, b in pairs if a is node) for node in NODES}

    def reached(start: SourceFile) -> set[SourceFile]:
        seen, stack = {start}, [start]
        while stack:
            for other in links[stack.pop()]:
                assert isinstance(other, SourceFile)
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return seen

    loading = programs(links)
    loaded = [reached(node) for node in NODES]
    for a in NODES:
        for b in NODES:
            assert bool(loading[a] & loading[b]) == any(a in each and b in each for each in loaded)
    together = {frozenset(group) for group in components(NODES, links)}
    assert sorted(node.display for group in together for node in group) == [node.display for node in NODES]
    assert all(any({a, b} <= group for group in together) for a, b in pairs)


# -- what is said of a project does not hang on what stands beside it -------------------------------------------------

PROJECTS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
OF_ALL = "LL501"  # is silent where anything at all in the project grades without training
Said = Counter[tuple[object, ...]]


def said(report: Report, prefix: str = "") -> Said:
    findings = ((prefix + d.place.path, d.place.cell, d.place.line, d.code, d.severity) for d in report.diagnostics)
    rows = ((prefix + r.place.path, r.place.cell, r.place.line, r.verdict) for r in report.pairs)
    return Counter([*rows, *(found for found in findings if found[3] != OF_ALL)])


def test_every_fixture_is_judged_among_all_others_as_alone(tmp_path: Path) -> None:
    for name in PROJECTS:
        shutil.copytree(FIXTURES / name, tmp_path / name)
        (tmp_path / name / "requirements.txt").touch()
    together = said(runner.run([tmp_path], cwd=tmp_path).report)
    alone: Said = Counter()
    for name in PROJECTS:
        folder = tmp_path / name
        alone += said(runner.run([folder], cwd=folder).report, f"{name}/")
    assert sum(alone.values()) > 1000
    assert together == alone


LAYERS = """
from torch import nn


class Layer(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.linear = nn.Linear(size, size)

    def forward(self, x):
        return self.linear(x)
"""
NET = """
from torch import nn

from layers import Layer


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Layer(8)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.layer(x)){activation}

    def loss(self, scores, labels):
        criterion = nn.CrossEntropyLoss()
        return criterion(scores, labels)
"""
TRAIN = """
def epoch(model, loader):
    for x, y in loader:
        scores = model.forward(x)
        loss = model.loss(scores, y)
        loss.backward()


def graded(model, loader):
    return sum(model.loss(model.forward(x), y).item() for x, y in loader)
"""
MAIN = """
import sys

from net_{number} import Net
from train_{number} import epoch, graded

model = Net()
epoch(model, sys.argv)
graded(model, sys.argv)
"""


def test_many_programs_of_one_kind_are_told_apart(tmp_path: Path) -> None:
    """All share a layer, all call their functions alike; one of them is wrong."""
    many, wrong = 80, 33
    (tmp_path / "layers.py").write_text(LAYERS, encoding="utf-8")
    for number in range(many):
        activation = ".softmax(1)" if number == wrong else ""
        (tmp_path / f"net_{number}.py").write_text(NET.replace("{activation}", activation), encoding="utf-8")
        (tmp_path / f"train_{number}.py").write_text(TRAIN, encoding="utf-8")
        (tmp_path / f"main_{number}.py").write_text(MAIN.format(number=number), encoding="utf-8")
    report = runner.run([tmp_path], cwd=tmp_path).report
    assert Counter(row.verdict for row in report.pairs) == {"match": 2 * (many - 1), "mismatch": 2}
    (found,) = (d for d in report.diagnostics if d.code == "LL101")
    assert any(step.place.path == f"net_{wrong}.py" for step in found.trail)


def test_a_failure_is_told_again_where_nothing_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed in one program has not been mended by a change of another."""
    wrong = "import torch\nfrom torch import nn\nnn.MSELoss()(nn.Linear(3, 3)(torch.rand(2, 3)), torch.rand(2, 3))\n"
    project_of(tmp_path, a=wrong, b=wrong)

    def failing(seen: object) -> object:
        raise ValueError(seen)

    with monkeypatch.context() as patch:
        patch.setattr("losslint.rules.judging.judged", failing)
        before = runner.run([tmp_path], cwd=tmp_path)
    after = runner.again(before, {(tmp_path / "a.py").resolve(): wrong.encode() + b"\n"})
    assert len(before.report.internal) == 2
    assert after.report.internal == tuple(text for text in before.report.internal if "b.py" in text)


def test_where_nobody_asked_nobody_looks(tmp_path: Path) -> None:
    """`losslint one/train.py` in a folder of many projects."""
    for name in ("one", "two"):
        shutil.copytree(FIXTURES.parent.parent / "examples" / "cross_file", tmp_path / name)
    (tmp_path / "pyproject.toml").touch()
    whole = runner.run([tmp_path], cwd=tmp_path)
    one = runner.run([tmp_path / "one" / "train.py"], cwd=tmp_path)
    assert [{file.display.partition("/")[0] for file in part} for part in whole.parts] == [{"one"}, {"two"}]
    assert [{file.display.partition("/")[0] for file in part} for part in one.parts] == [{"one"}]
    findings = [(d.place, d.code) for d in whole.report.diagnostics if d.place.path.startswith("one/")]
    assert findings
    assert [(d.place, d.code) for d in one.report.diagnostics] == findings
