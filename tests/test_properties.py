"""Three promises over programs that nobody wrote by hand: whatever `ast` can parse is analysed without an exception,
so is the code that lies around, and a finding does not depend on what the user's names are.
"""

from __future__ import annotations

import ast
import os
import shutil
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from losslint.analysis import bounds
from markers import Spot, analysed, findings_of, forms_of
from rewrites import aliased_imports, renamed_locals

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
PROJECTS = sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())
FULL = os.environ.get("LOSSLINT_FULL") == "1"

# --- programs from a grammar -------------------------------------------------------------------------------------------

NAMES = st.sampled_from("x y model criterion net self out args kwargs torch nn F helper Base step loss".split())
LEAVES = st.one_of(
    NAMES,
    st.sampled_from(
        [
            *("0", "1", "-1", "2.5", "True", "None", "...", "'bce'", "b'x'", "1j"),
            *("nn.Linear(4, 2)", "nn.Softmax(dim=1)", "nn.Sequential()", "nn.ModuleList([])", "nn.ModuleDict({})"),
            *("nn.CrossEntropyLoss()", "nn.BCELoss", "F.cross_entropy", "F.softmax", "torch.sigmoid", "super()"),
            *("helper.net", "helper.step", "helper.Base", "torch.randn(4, 4)", "self.training", "self.net"),
        ]
    ),
)


def _filled(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda values: template.format(*values))


def _filled_with(template: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _filled(template, *[inner] * _holes(template))


def _holes(template: str) -> int:
    return sum(field is not None for _, field, _, _ in Formatter().parse(template))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = [
        *(
            "({})({})",
            "({})({}, *{})",
            "({})({}, **{})",
            "({})({}, dim={})",
            "({}).append({})",
            "nn.Sequential(*{}, {})",
        ),
        *("nn.CrossEntropyLoss()({}, {})", "F.binary_cross_entropy({}, {})", "F.nll_loss(input={}, target={})"),
        *("({})[{}]", "({})[:{}]", "({})[{}, ...]", "({} + {})", "({} @ {})", "({} and {})", "({} < {})", "({}, {})"),
        *(
            "[{}, *{}]",
            "{{'a': {}, **{}}}",
            "{{{}: {}}}",
            "f'{{({})}} {{({})!r:>4}}'",
            "partial({}, {})",
            "map({}, {})",
        ),
        *(
            "[x for x in {} if {}]",
            "{{x for x in {} if {}}}",
            "{{{}, *{}}}",
            "{{y: {} for y in {}}}",
            "sum({} for x in {})",
            "zip({}, {})",
            "getattr({}, {})",
        ),
        *("(lambda x, *a, y={}, **k: {})", "(x := ({}, {}))", "setattr({}, 'net', {})", "isinstance({}, {})"),
    ]
    alone = [
        *("({}).forward", "({}).net", "({}).softmax(1)", "({}).sigmoid_()", "({}).to('cpu')", "({}).view(-1)", "(-{})"),
        *("(not {})", "(await {})", "(yield {})", "(yield from {})", "({}).update(a=1)", "({}).items()", "len({})"),
        *("torch.stack([{}])", "enumerate({})", "super().forward({})", "nn.DataParallel({})", "type({})"),
    ]
    return st.one_of(*(_filled_with(template, inner) for template in [*several, *alone, "({} if {} else {})"]))


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=5)
TARGETS = st.one_of(
    NAMES,
    _filled("self.{}", NAMES),
    _filled("{}.fc", NAMES),
    _filled("({}, *{})", NAMES, NAMES),
    _filled("{}['a']", NAMES),
    _filled("({}, ({}, self.{}))", NAMES, NAMES, NAMES),
)
SIMPLE = st.one_of(
    *(_filled("{} = {}", TARGETS, EXPRESSIONS) for _ in range(3)),
    _filled("{} = {} = {}", TARGETS, TARGETS, EXPRESSIONS),
    _filled("{} += {}", NAMES, EXPRESSIONS),
    _filled("{}: {} = {}", NAMES, EXPRESSIONS, EXPRESSIONS),
    EXPRESSIONS,
    _filled("return {}", EXPRESSIONS),
    _filled("raise {} from {}", EXPRESSIONS, EXPRESSIONS),
    _filled("assert {}, {}", EXPRESSIONS, EXPRESSIONS),
    _filled("del {}", NAMES),
    _filled("global {}", NAMES),
    _filled("nonlocal {}", NAMES),
    st.sampled_from(["pass", "break", "continue"]),
    st.sampled_from(
        [
            *("return", "import helper", "from helper import *", "from . import helper"),
            *(
                "from helper import net as model, Base",
                "import torch.nn.functional as F",
                "from functools import partial",
            ),
            *("x.fc = nn.Linear(4, 2)", "self.add_module('fc', x)", "super().__init__()", "from .. import nowhere"),
        ]
    ),
)
HEADS = [
    *("if {}:", "while {}:", "with {} as x:", "async with {}:", "class Base({}):", "class x({}, metaclass={}):"),
    *("def forward(self, x, *args, **kwargs):", "def step(x, /, y={}, *, net=None):", "async def out(*x):"),
    *("def __init__(self, net={}):", "def __call__(self, x):", "for x in {}:", "async for x, y in {}:"),
    *("for i, (x, *y) in enumerate({}):", "@{}\ndef net(x):", "@property\ndef criterion(self):", "class Base(Base):"),
    *(
        "@torch.no_grad()\nasync def step(self):",
        "def recursive(x):\n    return recursive({})\nif x:",
        "class Base(nn.Module):",
    ),
]
TAILS = {"if": ["elif {}:", "else:"], "while": ["else:"], "for": ["else:"]}
EXCEPT, STAR, ELSE, FINALLY = "except {} as error:", "except* {}:", "else:", "finally:"
TRIES = [(EXCEPT,), (EXCEPT, EXCEPT, ELSE), (STAR,), (STAR, FINALLY), (FINALLY,), (EXCEPT, FINALLY)]
PATTERNS = ["{}", "[x, *_]", "{{'a': net, **y}}", "Base(x, net=y)", "1 | 'bce' as out", "_ if {}", "(x, y)", "torch.nn"]


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3) -> str:
    """A few statements, the compound ones filled with blocks of their own."""
    sizes = st.integers(1, 4)
    return "\n".join(
        draw(compound(depth)) if depth and draw(st.booleans()) else draw(SIMPLE) for _ in range(draw(sizes))
    )


@st.composite
def compound(draw: st.DrawFn, depth: int) -> str:
    kind = draw(st.sampled_from(["head", "head", "head", "try", "match"]))
    if kind == "match":
        return _match(draw, depth)
    if kind == "try":
        return "\n".join(_suite(draw, part, depth) for part in ["try:", *draw(st.sampled_from(TRIES))])
    head = draw(st.sampled_from(HEADS))
    tails = TAILS.get(head.split()[0], []) if draw(st.booleans()) else []
    return "\n".join(_suite(draw, part, depth) for part in [head, *tails])


def _suite(draw: st.DrawFn, head: str, depth: int) -> str:
    return f"{_completed(draw, head)}\n{_indented(draw(blocks(depth - 1)))}"


def _match(draw: st.DrawFn, depth: int) -> str:
    patterns = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3))
    cases = [f"case {pattern.replace('{}', 'x.y')}:\n{_indented(draw(blocks(depth - 1)))}" for pattern in patterns]
    return f"match {draw(EXPRESSIONS)}:\n{_indented(chr(10).join(cases))}"


def _completed(draw: st.DrawFn, template: str) -> str:
    return template.format(*(draw(EXPRESSIONS) for _ in range(_holes(template))))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


PRELUDE = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
GRADED = (
    "import helper\ndef graded(x, y):\n    import torch.nn.functional as own\n"
    "    own.cross_entropy(model(net), y)\n    return own.binary_cross_entropy(helper.step(x), criterion(out, y))\n"
)


def _lines(text: str) -> range:
    return range(1, text.count("\n") + 2)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@settings(max_examples=600 if FULL else 60, deadline=None, suppress_health_check=list(HealthCheck))
@given(main=blocks(), helper=blocks())
@example(main="global model", helper="def forward(self, x, *args):\n    x = ((super())(x))(x)\nx = nn")
def test_any_program_that_parses_is_analysed(main: str, helper: str) -> None:
    programs = {"main.py": PRELUDE + GRADED + main, "helper.py": PRELUDE + "import main\n" + helper}
    assume(all(_parses(text) for text in programs.values()))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        for name, text in programs.items():
            (home / name).write_text(text, encoding="utf-8")
        report = analysed(home)
        assert not report.internal
        assert not report.diagnostics or all(found.code != "LL901" for found in report.diagnostics)
        assert {("main.py", 7), ("main.py", 8)} <= {(row.place.path, row.place.line) for row in report.pairs}
        forms_of(home, [Spot(name, 0, line) for name, text in programs.items() for line in _lines(text)])


def test_the_grammar_reaches_every_kind_of_syntax() -> None:
    """A generator that makes nothing of a kind promises nothing about it."""
    seen: set[type[ast.AST]] = set()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(blocks())
    def collect(text: str) -> None:
        if _parses(text):
            seen.update(type(node) for node in ast.walk(ast.parse(text)))

    collect()
    wanted = {kind for base in (ast.stmt, ast.expr) for kind in base.__subclasses__() if kind.__module__ == "ast"}
    assert not {kind.__name__ for kind in wanted - seen if not issubclass(kind, ast.Constant)}


# --- programs that lie around ------------------------------------------------------------------------------------------

CHUNK = 25
SAMPLED_CHUNKS = 8
LINES = 5
STEPS = 1_000  # a question about any line of any program may use up its budget: a smaller one keeps the sample quick


def _installed_files() -> list[Path]:
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    packages = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    own = (path for path in standard.rglob("*.py") if "site-packages" not in path.parts)
    return sorted({*own, *(path for root in packages for path in root.rglob("*.py"))})


def _chunks() -> list[list[Path]]:
    """Neighbours stay together, so that imports lead somewhere; a sample takes chunks at even distances and some more in
    which losses are computed."""
    files = _installed_files()
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    if FULL:
        return chunks
    losses = [chunk for chunk in chunks if any(path.name == "loss.py" for path in chunk)]
    return [*chunks[:: len(chunks) // SAMPLED_CHUNKS + 1], *losses[:2]]


@pytest.mark.slow
def test_installed_code_is_analysed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "STEPS", STEPS)
    for number, chunk in enumerate(_chunks()):
        home = (tmp_path / str(number)).resolve()
        names = list(_copied(chunk, home))
        report = analysed(home)
        assert not report.internal, f"one of {names}"
        spots = [Spot(name, 0, line) for name in names for line in _asked_lines(home / name)]
        forms_of(home, spots)
        shutil.rmtree(home)


def _copied(files: Iterable[Path], home: Path) -> Iterator[str]:
    for path in files:
        target = home.joinpath(*path.parts[-3:])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        yield target.relative_to(home).as_posix()


def _asked_lines(path: Path) -> range:
    """Few files out there compute a loss: values are asked for line by line, at most LINES of a file."""
    count = path.read_bytes().count(b"\n") + 1
    return range(1, count + 1, 1 if FULL else max(1, count // LINES))


# --- names do not matter -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rewrite", [renamed_locals, aliased_imports], ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_names_do_not_matter(folder: Path, rewrite: Callable[[Path], int], tmp_path: Path) -> None:
    home = tmp_path.resolve() / folder.name
    shutil.copytree(folder, home, ignore=shutil.ignore_patterns("__pycache__"))
    before = _said(home)
    changed = rewrite(home)
    assert _said(home) == before, f"{changed} names changed"


def _said(home: Path) -> tuple[object, ...]:
    report = analysed(home)
    rows = {(row.place.path, row.place.cell, row.place.line, row.loss, row.output, row.verdict) for row in report.pairs}
    return findings_of(report), rows, report.internal


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_two_runs_say_the_same(folder: Path, tmp_path: Path) -> None:
    """In the same order too: nothing may hang on the addresses of objects or on the order of a set."""
    home = tmp_path.resolve() / folder.name
    shutil.copytree(folder, home, ignore=shutil.ignore_patterns("__pycache__"))
    first, *others = (analysed(home) for _ in range(4))
    for other in others:
        assert (other.diagnostics, other.pairs) == (first.diagnostics, first.pairs)


def test_most_fixtures_hold_names_to_change(tmp_path: Path) -> None:
    for rewrite in (renamed_locals, aliased_imports):
        homes = [tmp_path / rewrite.__name__ / folder.name for folder in PROJECTS]
        for folder, home in zip(PROJECTS, homes, strict=True):
            shutil.copytree(folder, home)
        assert sum(rewrite(home) > 0 for home in homes) > len(PROJECTS) / 2
