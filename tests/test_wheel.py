"""What users install: the wheel, built by way of the sdist, in an environment of its own that holds no torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "losslint"


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    """The command's output; nothing of this checkout or this environment leaks into it."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`python -m build` packs the sdist first and builds the wheel from that."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    assert sdist.name.startswith("ml_losslint-")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return interpreter


def shipped(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if name.startswith("losslint/")}


def test_the_wheel_holds_the_package_its_knowledge_its_rules_and_nothing_else(wheel: Path) -> None:
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    package = {f"losslint/{path.relative_to(PACKAGE).as_posix()}" for path in files}
    pages = {f"losslint/rules/pages/{path.name}" for path in (ROOT / "rules").iterdir()}
    assert any(name.endswith(".pyi") for name in package)
    assert any(name.endswith(".schema.json") for name in package)
    assert "losslint/py.typed" in package
    assert any("LL101" in name for name in pages)
    assert shipped(wheel) == package | pages


def test_it_lints_where_there_is_no_torch(python: Path, tmp_path: Path) -> None:
    """Run from a folder outside the checkout, so that only the installed files can be found."""
    for file in (ROOT / "examples" / "cross_file").glob("*.py"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    assert run(python, "-c", "import importlib.util as u; print(u.find_spec('torch'))", cwd=tmp_path) == "None\n"
    command = python.with_name("losslint")
    report = json.loads(run(command, "--output-format", "json", ".", cwd=tmp_path, status=1))
    assert [(finding["code"], finding["path"]) for finding in report["diagnostics"]] == [("LL101", "engine.py")]
    by_module = run(python, "-m", "losslint", "--output-format", "concise", cwd=tmp_path, status=1)
    assert "error[LL101]" in by_module


def test_it_finds_its_rules(python: Path, tmp_path: Path) -> None:
    listed = {line.split()[0] for line in run(python, "-m", "losslint", "rules", cwd=tmp_path).splitlines()}
    assert listed == {path.name.partition("-")[0] for path in (ROOT / "rules").glob("LL*.md")}
    assert run(python, "-m", "losslint", "explain", "LL101", cwd=tmp_path).startswith("# softmax-into-cross-entropy")


def test_its_dependencies_are_few(python: Path, tmp_path: Path) -> None:
    text = run(python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check", cwd=tmp_path)
    names = {package["name"].lower() for package in json.loads(text)}
    assert names - {"pip", "setuptools", "wheel"} == {"ml-losslint", "click", "libcst"} | (
        names & {"pyyaml", "pyyaml-ft", "typing-extensions", "typing-inspect", "mypy-extensions", "colorama"}
    )


def test_version(python: Path, tmp_path: Path) -> None:
    assert run(python.with_name("losslint"), "--version", cwd=tmp_path).startswith("losslint ")
