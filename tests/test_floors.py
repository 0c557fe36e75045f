"""The house stands: imports go down, heavy libraries stay behind functions, files and functions stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
MODULES = sorted((SOURCE / "losslint").rglob("*.py"))

# A module lies on the floor of the longest prefix that names it. It imports from its own floor and those below.
FLOORS = {
    "losslint": 0,  # the version, and the way to the api
    "losslint.record": 0,
    "losslint.regular": 0,
    "losslint.place": 0,
    "losslint.forms": 0,
    "losslint.guards": 0,
    "losslint.numbers": 0,
    "losslint.writing": 0,
    "losslint.digest": 0,
    "losslint.loss_site": 1,
    "losslint.observation": 1,
    "losslint.diagnostic": 1,
    "losslint.trajectory": 1,
    "losslint.directives": 1,
    "losslint.knowledge.summary": 1,
    "losslint.knowledge": 2,
    "losslint.operations": 2,
    "losslint.source": 2,
    "losslint.config": 2,
    "losslint.settings": 2,
    "losslint.analysis": 3,
    "losslint.runtime.observe": 3,  # the live front end; its doors stand higher, on what judges
    "losslint.rules": 4,
    "losslint.report": 5,
    "losslint.plots": 5,
    "losslint.fix": 5,
    "losslint.suppression": 5,
    "losslint.baseline": 5,
    "losslint.cache": 5,
    "losslint.seen": 5,
    "losslint.analysed": 6,
    "losslint.runner": 6,
    "losslint.helper": 6,
    "losslint.reading": 6,
    "losslint.jobs": 6,
    "losslint.stubgen": 6,
    "losslint.gate": 6,
    "losslint.branch": 6,
    "losslint.add_ignore": 6,
    "losslint.runtime": 6,
    "losslint.evidence": 6,
    "losslint.trial": 6,
    "losslint.mend": 6,
    "losslint.progress": 7,
    "losslint.plugins": 7,
    "losslint.api": 7,
    "losslint.cli": 7,
    "losslint.__main__": 7,
}
# The package's own name is a door too: it hands out what stands in the api, and loads it when it is asked to.
DOORS = {("losslint", "losslint.api")}
HEAVY = {
    "torch",
    "matplotlib",
    "numpy",
    "libcst",
    "click",
    "tensorflow",
    "keras",
    "jax",
}  # at module level only where said below
ALLOWED = {"losslint.cli": {"click"}, "losslint.runtime.observe.tape": {"torch"}}
FILE_CEILING, FILE_MEDIAN, FUNCTION_CEILING, FUNCTION_MEDIAN = 400, 250, 50, 10  # lines


def dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor(module: str) -> int:
    named = [prefix for prefix in FLOORS if module == prefix or module.startswith(prefix + ".")]
    assert named != ["losslint"] or module == "losslint", f"{module} stands on no floor: give it one in FLOORS"
    return FLOORS[max(named, key=len)]


def imported(tree: ast.AST, module: str) -> Iterator[str]:
    """Every module that is imported anywhere in a tree, functions and type checking blocks included."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = source or ""
                assert level == 0, f"{module} imports relatively: floors are read from full names"
                submodules = [f"{base}.{alias.name}" for alias in names]
                yield from (name if is_module(name) else base for name in submodules)


def is_module(name: str) -> bool:
    path = SOURCE / Path(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: no function bodies, nothing for type checkers."""
    queue: list[ast.AST] = [tree]
    while queue:
        node = queue.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            queue += node.orelse
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            queue += ast.iter_child_nodes(node)


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_go_down(path: Path) -> None:
    module = dotted(path)
    above = {
        name
        for name in imported(ast.parse(path.read_bytes()), module)
        if name.partition(".")[0] == "losslint" and floor(name) > floor(module) and (module, name) not in DOORS
    }
    assert not above, f"{module} (floor {floor(module)}) imports from above: {sorted(above)}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_heavy_libraries_are_imported_when_needed(path: Path) -> None:
    module = dotted(path)
    for node in at_import(ast.parse(path.read_bytes())):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            tops = {name.partition(".")[0] for name in imported(node, module)}
            allowed = {top for prefix in ALLOWED if module.startswith(prefix) for top in ALLOWED[prefix]}
            heavy = (tops & HEAVY) - allowed
            assert not heavy, f"{module}:{node.lineno} imports {sorted(heavy)} when it is itself imported"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_file_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{path} has no module docstring"
    assert len(text.splitlines()) <= FILE_CEILING
    long = [(name, length) for name, length in functions(tree) if length > FUNCTION_CEILING]
    assert not long, f"{path}: longer than {FUNCTION_CEILING} lines: {long}"


def test_the_usual_file_and_function_are_short() -> None:
    texts = [path.read_text("utf-8") for path in MODULES]
    assert median(len(text.splitlines()) for text in texts) <= FILE_MEDIAN
    assert median(length for text in texts for _, length in functions(ast.parse(text))) <= FUNCTION_MEDIAN


def test_only_the_front_end_knows_the_users_syntax_trees() -> None:
    """Rules, reports and doors look at data; `ast` is for analysis, source and the reader of stubs."""
    above = [path for path in MODULES if floor(dotted(path)) >= FLOORS["losslint.rules"]]
    assert above
    for path in above:
        assert "ast" not in set(imported(ast.parse(path.read_bytes()), dotted(path))), path


def test_whatever_is_imported_first_can_be() -> None:
    """The modules of the analysis call each other in circles: none may need what another has not defined yet."""
    code = """
import importlib, sys
for name in sys.argv[1:]:
    for known in [known for known in sys.modules if known.partition(".")[0] == "losslint"]:
        del sys.modules[known]
    importlib.import_module(name)
"""
    names = [
        name for name in map(dotted, MODULES) if floor(name) == FLOORS["losslint.analysis"] and "runtime" not in name
    ]
    assert names
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_starting_loads_nothing_of_the_analysis() -> None:
    code = "import sys, losslint.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    own = {name for name in loaded if name.partition(".")[0] == "losslint"}
    assert {name for name in own if not name.startswith("losslint.cli.")} == {"losslint", "losslint.cli"}
    assert not loaded & (HEAVY - {"click"}), "a heavy library is loaded at start"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import torch", {"torch"}),
        ("if True:\n    import torch", {"torch"}),
        ("class A:\n    import torch", {"torch"}),
        ("def f():\n    import torch", set()),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch", {"typing"}),
    ],
)
def test_the_test_itself_sees_what_runs_at_import(text: str, names: set[str]) -> None:
    seen = {
        name
        for node in at_import(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in imported(node, "example")
    }
    assert seen == names
