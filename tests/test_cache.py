"""The cache: whatever happens to a project or to the cache, a run with it says what a run without it says."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inside import losslint
from losslint import runner
from losslint.analysed import Analysis
from losslint.cache import FOLDER, state, store
from losslint.digest import digested
from losslint.seen import as_data, from_data

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
LOSS = "import torch\nfrom torch import nn\nx, y = torch.rand(4, 3), torch.tensor([0, 1, 2, 0])\n"
WRONG = LOSS + "nn.CrossEntropyLoss()(nn.Linear(3, 3)(x).softmax(1), y)\n"
RIGHT = LOSS + "nn.CrossEntropyLoss()(nn.Linear(3, 3)(x).relu_(), y)   \n"
assert len(WRONG) == len(RIGHT)
ASKED = ((".",), ("other.py",), ("train.py", "extra"), ("pairs", "."), (".", "--select", "ALL"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Files that are read as data, a notebook with a broken cell, a file that does not parse, links."""
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "configuration_files", folder)
    shutil.copytree(FIXTURES / "notebook_broken_cell", folder / "notebooks")
    (folder / "losslint.toml").write_text('knowledge = ["stubs"]\n')
    (folder / "stubs").mkdir()
    (folder / "stubs" / "acme.pyi").write_text(
        "from losslint.knowledge import *\ndef head(x: Tensor) -> Carries['softmax']: ...\n"
    )
    (folder / "extra").mkdir()
    (folder / "extra" / "deep.py").write_text(RIGHT)
    (folder / "extra" / "broken.py").write_text("def (:\n")
    (folder / "other.py").write_text(LOSS + "import acme\nnn.CrossEntropyLoss()(acme.head(x), y)\n")
    (folder / "quiet.py").write_text(WRONG.replace("y)\n", "y)  # losslint: ignore[LL101] known\n"))
    (folder / "link.py").symlink_to("extra/deep.py")
    return folder


def said(folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, the whole document but for the seconds, and what is told beside it."""
    unfixed = () if "pairs" in words else ("--no-fix",)  # fixes are tried out: that is an analysis, of other contents
    done = losslint(*words, *unfixed, "--output-format", "json", cwd=folder)
    document = json.loads(done.stdout) if done.stdout else {}
    document.pop("seconds", None)
    return done.returncode, json.dumps(document, sort_keys=True), done.stderr


def agree(folder: Path, *words: str) -> bool:
    return said(folder, *words) == said(folder, *words, "--no-cache")


def entries(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).rglob("*.json"))


@pytest.fixture
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each analysis."""
    done: list[int] = []
    analyse = Analysis.seen

    def counted(analysis: Analysis) -> object:
        done.append(1)
        return analyse(analysis)

    monkeypatch.setattr(Analysis, "seen", counted)
    return done


# -- a hit --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("young", [True, False])
def test_what_is_unchanged_is_not_analysed_again(
    project: Path, analyses: list[int], young: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not young:  # the times of all files count as old enough to be believed: nothing need be read
        monkeypatch.setattr(state, "YOUNG", -(10**18))
    first = said(project, ".")
    assert analyses == [1]
    assert len(entries(project)) == 1
    for words in ASKED[:4]:  # what is asked for does not matter, and pairs is answered by the same entry
        assert said(project, *words)[2] == ""
    assert said(project, ".") == first
    assert analyses == [1]
    assert "held back: 1 by comments" in losslint(".", cwd=project).stdout
    assert analyses == [1]
    shutil.rmtree(project / FOLDER)
    assert said(project, ".") == first
    assert analyses == [1, 1]


def test_an_entry_answers_who_asks_for_no_more(project: Path, analyses: list[int]) -> None:
    for words, times in (
        (("extra",), 1),
        (("extra/deep.py",), 1),
        (("extra/deep.py", "other.py"), 2),
        (("other.py",), 2),
        ((".",), 3),
        (("extra", "other.py"), 3),
    ):
        told = said(project, *words)
        assert len(analyses) == times, words
        assert told == said(project, *words, "--no-cache")
        analyses.pop()  # of the run without


def test_a_hit_loads_nothing_of_the_analysis(project: Path) -> None:
    code = (
        "import sys; from losslint.cli import main; main(['.', '--exit-zero'], standalone_mode=False)\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )

    def loaded() -> tuple[str, set[str]]:
        done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
        return done.stdout, set(done.stderr.split())

    first, cold = loaded()
    second, warm = loaded()
    assert first == second
    assert any(name.startswith("losslint.analysis") for name in cold)
    assert not any(name.startswith("losslint.analysis") for name in warm)


def test_a_touched_project_is_read_and_not_analysed(project: Path, analyses: list[int]) -> None:
    first = said(project, ".")
    for path in project.rglob("*.py"):
        os.utime(path, ns=(10**18, 10**18))
    assert said(project, ".") == first
    assert analyses == [1]


# -- a change -----------------------------------------------------------------------------------------------------------

Change = Callable[[Path, random.Random], object]


def _pick(folder: Path, chance: random.Random, pattern: str = "*.py") -> Path:
    return chance.choice(sorted(p for p in folder.rglob(pattern) if FOLDER not in p.parts and not p.is_symlink()))


def _same_size(folder: Path, chance: random.Random) -> None:
    """Another text of the same length, under the same times."""
    path = folder / "extra" / "deep.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(chance.choice([RIGHT, WRONG]))
    os.utime(path, ns=(10**18, 10**18))


def _renamed(folder: Path, chance: random.Random) -> None:
    path = _pick(folder, chance)
    path.rename(path.with_name(f"renamed_{chance.randrange(10**6)}.py"))


def _deleted(folder: Path, chance: random.Random) -> None:
    if len(list(folder.rglob("*.py"))) > 3:
        _pick(folder, chance).unlink()


def _linked(folder: Path, chance: random.Random) -> None:
    (folder / "link.py").unlink(missing_ok=True)
    (folder / "link.py").symlink_to(chance.choice(["other.py", "extra/deep.py", "nowhere.py"]))


CHANGES: dict[str, Change] = {
    "touch": lambda folder, chance: os.utime(_pick(folder, chance)),
    "modify": lambda folder, chance: _pick(folder, chance).write_text(chance.choice([WRONG, RIGHT, "def (:\n", ""])),
    "same size and times": _same_size,
    "add": lambda folder, chance: (folder / f"new_{chance.randrange(5)}.py").write_text(WRONG),
    "delete": _deleted,
    "rename": _renamed,
    "data": lambda folder, chance: _pick(folder, chance, "*.json").write_text('{"loss": "bce", "activation": "none"}'),
    "ignore": lambda folder, chance: (folder / ".ignore").write_text(chance.choice(["", "new_*.py\n", "extra\n"])),
    "settings": lambda folder, chance: (folder / "losslint.toml").write_text(
        chance.choice(['knowledge = ["stubs"]\n', "", 'exclude = ["other.py"]\n', 'select = ["LL9"]\n'])
    ),
    "stub": lambda folder, chance: (folder / "stubs" / "acme.pyi").write_text(
        "from losslint.knowledge import *\n"
        f"def head(x: Tensor) -> Carries['{chance.choice(['softmax', 'logits', 'sigmoid'])}']: ...\n"
    ),
    "link": _linked,
    "nothing": lambda folder, chance: None,
}


@pytest.mark.parametrize("seed", range(4))
def test_a_run_with_the_cache_says_what_one_without_says(project: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - to repeat it
    for step in range(16):
        name = chance.choice(sorted(CHANGES))
        CHANGES[name](project, chance)
        words = chance.choice(ASKED)
        with_cache, without = said(project, *words), said(project, *words, "--no-cache")
        assert with_cache == without, f"after step {step}, {name}: {words}"


@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"nothing", "touch"}))
def test_each_change_by_itself(project: Path, name: str) -> None:
    chance = random.Random(0)  # noqa: S311 - to repeat it
    assert agree(project, ".")
    CHANGES[name](project, chance)
    assert agree(project, ".")


def test_a_change_within_one_tick_of_the_clock_is_seen(project: Path) -> None:
    """Size and times are the same and only the content differs: the times were too young to be believed."""
    path = project / "extra" / "deep.py"
    before = said(project, ".")
    old = path.stat()
    path.write_text(WRONG)
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert said(project, ".") != before
    assert agree(project, ".")


def test_data_that_a_program_reads_counts(tmp_path: Path, analyses: list[int]) -> None:
    (tmp_path / "losslint.toml").touch()
    (tmp_path / "train.py").write_text(
        "import json\n"
        + LOSS
        + "with open('config.json') as file:\n    config = json.load(file)\n"
        + "p = nn.Linear(3, 3)(x)\nif config['softmax']:\n    p = p.softmax(1)\nnn.CrossEntropyLoss()(p, y)\n"
    )
    found = []
    for text in (None, '{"softmax": true}', '{"softmax": true}', '{"softmax": false}', None):
        if text is None:
            (tmp_path / "config.json").unlink(missing_ok=True)
        else:
            (tmp_path / "config.json").write_text(text)
        assert agree(tmp_path, ".")
        found.append(said(tmp_path, ".")[0])
    assert found == [0, 1, 1, 0, 0]
    assert len(analyses) == 5 + 4  # those without the cache, and one for each change


def test_what_marks_a_program_counts(tmp_path: Path, analyses: list[int]) -> None:
    """It says what a configuration may name."""
    (tmp_path / "one").mkdir()
    (tmp_path / "losslint.toml").touch()
    (tmp_path / "one" / "main.py").write_text("import torch\nConfig.fromfile(name)\n", encoding="utf-8")
    for _ in range(2):
        assert agree(tmp_path, ".")
    assert len(analyses) == 3  # the second time from the cache
    (tmp_path / "one" / "requirements.txt").touch()
    assert agree(tmp_path, ".")
    assert len(analyses) == 5


def test_files_that_come_back_to_be_readable(project: Path) -> None:
    path = project / "extra" / "deep.py"
    shutil.move(path, project / "kept")
    path.symlink_to("gone.py")  # cannot be read, and is listed
    assert agree(project, ".")
    shutil.copy(project / "kept", path.parent / "gone.py")
    assert agree(project, ".")


@pytest.mark.parametrize("what", ["_PACKAGE", "version", "python"])
def test_another_losslint_or_python_asks_anew(
    project: Path, analyses: list[int], what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said(project, ".")
    if what == "_PACKAGE":
        (tmp_path / "package").mkdir()
        monkeypatch.setattr(state, "_PACKAGE", tmp_path / "package")
        state.own_files.cache_clear()
    elif what == "version":
        monkeypatch.setattr("losslint.cache.__version__", "0.0.1")
    else:
        monkeypatch.setattr(sys, "version", "3.99")
    said(project, ".")
    assert len(analyses) == 2
    state.own_files.cache_clear()


def test_a_file_that_changes_while_it_is_analysed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is what was read, not what stands there when it is kept."""
    analyse = Analysis.seen

    def meanwhile(analysis: Analysis) -> object:
        seen = analyse(analysis)
        (project / "extra" / "deep.py").write_text(WRONG)
        return seen

    monkeypatch.setattr(Analysis, "seen", meanwhile)
    said(project, ".")
    monkeypatch.setattr(Analysis, "seen", analyse)
    assert agree(project, ".")
    assert said(project, ".")[0] == 1


# -- what is not cached ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [("--no-cache", "."), ("--fix", "."), ("--diff", "."), ("-", "--stdin-filename", "a.py")]
)
def test_what_leaves_no_cache(project: Path, words: tuple[str, ...]) -> None:
    losslint("check", *words, cwd=project)
    assert not (project / FOLDER).exists()


def test_the_environment_declines_it(project: Path) -> None:
    losslint("check", ".", cwd=project, LOSSLINT_NO_CACHE="1")
    assert not (project / FOLDER).exists()


def test_failures_of_losslint_are_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise RuntimeError("on purpose")

    with monkeypatch.context() as patched:
        patched.setattr("losslint.rules.judging.judged", fails)
        assert said(project, ".")[0] == 2
    assert not entries(project)
    assert said(project, ".")[0] == 1


# -- where it lies ----------------------------------------------------------------------------------------------------------


def test_where_it_lies(project: Path, tmp_path: Path) -> None:
    losslint("check", ".", cwd=project / "extra")
    assert len(entries(project)) == 1, "in the project's root"
    assert (project / FOLDER / ".gitignore").read_text().endswith("\n*\n")
    assert (project / FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    shutil.rmtree(project / FOLDER)
    losslint("check", ".", "--config", 'cache-dir = "from_settings"', cwd=project)
    losslint(
        "check", ".", "--config", 'cache-dir = "x"', cwd=project, LOSSLINT_CACHE_DIR=str(tmp_path / "from_variable")
    )
    losslint("check", ".", "--cache-dir", "given", cwd=project, LOSSLINT_CACHE_DIR=str(tmp_path / "no"))
    found = {path.parent.parent for path in tmp_path.rglob("*.json") if path.parent.name != "configs"}
    assert {project / "from_settings", tmp_path / "from_variable", project / "given"} <= found
    assert not (project / FOLDER).exists()
    assert not (tmp_path / "no").exists()


def test_without_a_marked_root_it_lies_where_the_command_is_run(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text(WRONG)
    (tmp_path / "here").mkdir()
    losslint("check", "../code", cwd=tmp_path / "here")
    assert not (tmp_path / "code" / FOLDER).exists()
    assert len(entries(tmp_path / "here")) == 1


def test_old_entries_go(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT", 3)
    for number in range(5):
        folder = project / f"below_{number}"
        folder.mkdir()
        losslint("check", "..", cwd=folder)
        time.sleep(0.01)
    assert len(entries(project)) == 3


# -- a cache that is broken -------------------------------------------------------------------------------------------------


def _foreign(data: bytes) -> bytes:
    """Well formed, well signed, and nothing of ours."""
    body = json.dumps({**json.loads(data.partition(b"\n")[2]), "seen": {"findings": [1]}}).encode()
    return store._HEAD + digested(body).encode() + b"\n" + body


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "one byte": lambda data: data.replace(b"softmax", b"Softmax", 1),
    "not text": lambda data: b"\xff\x00" * 50,
    "foreign": _foreign,
    "a list": lambda data: store._HEAD + digested(b"[]").encode() + b"\n[]",
    "not JSON": lambda data: store._HEAD + digested(b"{").encode() + b"\n{",
    "no facts": lambda data: store._HEAD + digested(b"{}").encode() + b"\n{}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_changes_nothing_but_is_told(project: Path, name: str) -> None:
    right = said(project, ".", "--no-cache")
    said(project, ".")
    [entry] = entries(project)
    entry.write_bytes(BROKEN[name](entry.read_bytes()))
    code, document, told = said(project, ".")
    assert (code, document) == right[:2]
    if name != "a list":
        assert told.startswith("warning: the cache entry ")
        assert told.count("\n") == 1
    assert said(project, ".") == right, "it was made anew"


def test_a_cache_that_cannot_be_written_costs_no_finding(project: Path) -> None:
    right = said(project, ".", "--no-cache")
    (project / "file").touch()
    code, document, told = said(project, ".", "--cache-dir", "file/cache")
    assert (code, document) == right[:2]
    assert told.startswith("warning: nothing is cached: cannot write to ")
    assert told.endswith(": Not a directory\n")
    assert told.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_project_is_checked(project: Path) -> None:
    right = said(project, ".", "--no-cache")
    project.chmod(0o555)
    try:
        code, document, told = said(project, ".")
    finally:
        project.chmod(0o755)
    assert (code, document) == right[:2]
    assert told.startswith("warning: nothing is cached: cannot write to ")


def test_a_folder_in_the_place_of_an_entry(project: Path) -> None:
    right = said(project, ".")
    [entry] = entries(project)
    entry.unlink()
    entry.mkdir()
    code, document, told = said(project, ".")
    assert (code, document) == right[:2]
    assert "warning: nothing is cached" in told


def test_several_runs_at_once(project: Path) -> None:
    command = [sys.executable, "-m", "losslint", "check", ".", "--output-format", "concise"]
    running = [subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    outcomes = {(*each.communicate(), each.returncode) for each in running}
    assert len(outcomes) == 1
    [(_, told, code)] = outcomes
    assert (told, code) == (b"", 1)
    assert len(entries(project)) == 1
    assert not list((project / FOLDER).rglob("*.tmp"))
    assert agree(project, ".")


# -- the data ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fixture", sorted(f.name for f in FIXTURES.iterdir() if f.is_dir()))
def test_nothing_is_lost_on_the_way(fixture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen of every fixture, to data, JSON and back."""
    kept = []
    analyse = Analysis.seen

    def watched(analysis: Analysis) -> object:
        kept.append(analyse(analysis))
        return kept[-1]

    monkeypatch.setattr(Analysis, "seen", watched)
    shutil.copytree(FIXTURES / fixture, tmp_path / fixture)
    runner.run([tmp_path / fixture], cwd=tmp_path)
    [seen] = kept
    back = from_data(json.loads(json.dumps(as_data(seen))))
    assert back == seen
    assert [row.output_detail for row in back.rows] == [row.output_detail for row in seen.rows]
