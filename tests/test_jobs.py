"""The work shared by several processes: they say what one says, whatever becomes of them."""

from __future__ import annotations

import json
import marshal
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from inside import losslint
from losslint import helper, jobs, reading, runner
from losslint.analysed import Analysis
from losslint.cache import Cache
from losslint.config import EVERYTHING
from losslint.diagnostic import Report
from losslint.record import replace
from losslint.source.file import SourceFile

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
NAMES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())[::12]
Reported = Callable[[int], Report]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process does it all where nothing can be forked")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some fixtures as one project, each a component, with one file that cannot be parsed and one that is not its own."""
    folder = tmp_path_factory.mktemp("project")
    for name in NAMES:
        shutil.copytree(FIXTURES / name, folder / name)
        (folder / name / "requirements.txt").touch()
    (folder / "broken.py").write_text("import torch\ndef f(:\n", encoding="utf-8")
    return folder


@pytest.fixture
def reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Reported:
    """The report of so many processes, without what differs from run to run."""
    monkeypatch.setattr(jobs, "WORTH", 1)
    return lambda number: replace(runner.run([folder], cwd=folder, jobs=number).report, seconds=0.0)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were started."""
    processes: list[int] = []
    fork = os.fork

    def noted() -> int:
        processes.append(process := fork())
        return process

    monkeypatch.setattr(os, "fork", noted)
    return processes


@pytest.mark.parametrize("number", [2, 3, 7])
def test_several_say_what_one_says(reported: Reported, forked: list[int], number: int) -> None:
    alone = reported(1)
    assert not forked
    assert len(alone.pairs) > 50
    assert any("broken.py" in found.place.path for found in alone.diagnostics)
    assert reported(number) == alone
    assert len(forked) == number - 1


def test_what_little_there_is_one_process_does(folder: Path, forked: list[int]) -> None:
    runner.run([folder / NAMES[0]], cwd=folder / NAMES[0], jobs=8)
    assert not forked


def told_nothing(*_: object) -> object:
    raise MemoryError


@pytest.mark.parametrize("telling", [told_nothing, lambda *_: object(), lambda *_: os._exit(3)])
def test_a_process_that_fails_costs_no_finding(
    reported: Reported, forked: list[int], monkeypatch: pytest.MonkeyPatch, telling: Callable[..., object]
) -> None:
    alone = reported(1)
    monkeypatch.setattr(jobs, "_told", telling)
    assert reported(3) == alone
    assert len(forked) == 2


def test_what_comes_back_in_part_counts_for_nothing(reported: Reported, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = reported(1)
    cut = SimpleNamespace(dumps=lambda data: marshal.dumps(data)[:-40], loads=marshal.loads)
    monkeypatch.setattr(helper, "marshal", cut)
    assert reported(2) == alone


def test_where_no_process_is_to_be_had_one_does_it(reported: Reported, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = reported(1)

    def refusing() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refusing)
    assert reported(4) == alone


def test_no_process_is_left_behind(reported: Reported, forked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever interrupts the run interrupts the others."""

    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(helper.Helper, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        reported(3)
    assert len(forked) == 2
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_what_several_saw_is_kept_as_what_one_saw(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that were looked up beside the program are facts of the cache, whoever looked them up."""
    shutil.copytree(folder, tmp_path / "project")
    here = tmp_path / "project"
    configured = 'import json\nimport torch.nn as nn\n\nconfig = json.load(open("{}.json"))\n'
    called = "loss = getattr(nn, config['loss'])()(nn.Linear(2, 2)(x), y)\nloss.backward()\n"
    for name, loss in {"a": "CrossEntropyLoss", "b": "NLLLoss"}.items():
        (here / f"{name}.py").write_text(configured.format(name) + called, encoding="utf-8")
        (here / f"{name}.json").write_text(f'{{"loss": "{loss}"}}', encoding="utf-8")
    monkeypatch.setattr(jobs, "WORTH", 1)

    def run(number: int, cache: Cache) -> Report:
        return replace(runner.run([here], cwd=here, config=EVERYTHING, cache=cache, jobs=number).report, seconds=0.0)

    first = run(4, Cache(tmp_path / "cache", here))
    monkeypatch.setattr("losslint.analysed.Analysis.seen", told_nothing)  # from now on only the cache can answer
    assert run(1, Cache(tmp_path / "cache", here)) == first
    (here / "b.json").write_text('{"loss": "CrossEntropyLoss"}', encoding="utf-8")
    with pytest.raises(MemoryError):
        run(1, Cache(tmp_path / "cache", here))


def test_the_number_is_an_option(folder: Path) -> None:
    alone = losslint("-j", "1", "--exit-zero", "--no-cache", ".", cwd=folder)
    assert losslint("--jobs", "2", "--exit-zero", "--no-cache", ".", cwd=folder).stdout == alone.stdout
    assert losslint("pairs", "-j", "2", "--no-cache", ".", cwd=folder).returncode == 0
    refused = losslint("-j", "0", ".", cwd=folder)
    assert refused.returncode == 2
    assert "--jobs" in refused.stderr


def test_what_is_told_is_plain_data(folder: Path) -> None:
    """`marshal` takes no object of a class of ours, and none of a subclass of `str`."""
    analysis = runner.on_deep_stack(lambda: Analysis(runner.opened([folder], folder, EVERYTHING), EVERYTHING))
    components = analysis.project.components
    queue = jobs._queue(1)
    told = runner.on_deep_stack(lambda: jobs._told(analysis, [list(range(len(components)))], queue))
    os.close(queue)
    assert marshal.loads(marshal.dumps(told)) == told  # noqa: S302
    assert len(told["parts"]) == len(components)


CELL = "import torch.nn as nn\nnn.CrossEntropyLoss()(nn.Softmax(1)(nn.Linear(3, {number})(x)), y)"


def book(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notebooks of different sizes, one with a cell that is not Python, one whose JSON is broken, one without anything."""
    monkeypatch.setattr(reading, "WORTH", 1)
    (tmp_path / "pyproject.toml").touch()
    for number in range(7):
        text = book(
            "%matplotlib inline", CELL.format(number=number + 2), *["pass"] * number, *["print 1"] * (number == 4)
        )
        (tmp_path / f"book{number}.ipynb").write_text(text, "utf-8")
    (tmp_path / "broken.ipynb").write_text(book("x")[:-9], "utf-8")
    (tmp_path / "empty.ipynb").write_text(" \n", "utf-8")
    return tmp_path


def told_of(folder: Path, number: int) -> Report:
    return replace(runner.run([folder], cwd=folder, jobs=number).report, seconds=0.0)


@pytest.mark.parametrize("number", [2, 3, 20])
def test_notebooks_that_several_read_say_what_one_reads(notebooks: Path, forked: list[int], number: int) -> None:
    alone = told_of(notebooks, 1)
    assert not forked
    assert len([found for found in alone.diagnostics if found.code == "LL101"]) == 7
    assert {found.place.path for found in alone.diagnostics if found.code == "LL901"} == {"book4.ipynb", "broken.ipynb"}
    assert told_of(notebooks, number) == alone
    assert len(forked) == number - 1


def test_of_notebooks_that_others_failed_to_read_nothing_is_lost(
    notebooks: Path, forked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = told_of(notebooks, 1)
    here, cells_of = os.getpid(), reading._cells_of

    def failing_elsewhere(share: Sequence[SourceFile]) -> object:
        return cells_of(share) if os.getpid() == here else told_nothing()

    monkeypatch.setattr(reading, "_cells_of", failing_elsewhere)
    assert told_of(notebooks, 3) == alone
    assert len(forked) == 2
