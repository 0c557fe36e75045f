"""Discovery finds what ruff finds; where ruff is installed it is asked."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from losslint.source.discovery import DEFAULT_EXCLUDES, Excludes, Found, find_files
from losslint.source.gitignore import IgnoreFile
from losslint.source.project import Project

NOTHING = Excludes.of((), ())


def write(root: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(root: Path, excludes: Excludes = NOTHING) -> list[str]:
    result = find_files(root.as_posix(), excludes)
    return sorted(Path(path).relative_to(root).as_posix() for path in result.files)


def test_python_files_and_notebooks_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "b.py", "a/z.py", "a/y.ipynb", "a/readme.md", "a/stub.pyi", "c.pyc", ".hidden/h.py")
    project = Project.open([tmp_path], cwd=tmp_path)
    assert [file.display for file in project.files] == [".hidden/h.py", "a/y.ipynb", "a/z.py", "b.py"]


def test_a_folder_named_like_a_file_is_entered(tmp_path: Path) -> None:
    write(tmp_path, "odd.py/inside.py")
    assert found(tmp_path) == ["odd.py/inside.py"]


@pytest.mark.parametrize("name", sorted(DEFAULT_EXCLUDES))
def test_default_excludes_are_not_entered_unless_asked_for(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}/inner/x.py", "y.py", "pyproject.toml")
    assert found(tmp_path) == ["y.py"]
    project = Project.open([tmp_path / name / "inner"], cwd=tmp_path)
    assert [file.display for file in project.files if project.is_asked(file.display)] == [f"{name}/inner/x.py"]


class TestIgnoreFiles:
    def test_outside_a_repository_gitignore_says_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, "a/x.py")
        write(tmp_path, ".gitignore", text="a/\n")
        assert found(tmp_path) == ["a/x.py"]

    def test_inside_a_repository_it_does(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "a/x.py", "b/a/y.py", "b/c.py")
        write(tmp_path, ".gitignore", text="a/\n")
        assert found(tmp_path) == ["b/c.py"]

    def test_the_nearest_file_decides(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "x.gen.py", "kept/x.gen.py")
        write(tmp_path, ".gitignore", text="*.gen.py\n")
        write(tmp_path, "kept/.gitignore", text="!*.gen.py\n")
        assert found(tmp_path) == ["kept/x.gen.py"]

    def test_bringing_folders_back_does_not_bring_back_their_files(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "a/x.py", "a/keep.py")
        write(tmp_path, ".gitignore", text="x.py\n")
        write(tmp_path, "a/.gitignore", text="!*/\n")
        assert found(tmp_path) == ["a/keep.py"]

    def test_a_repository_inside_another_does_not_hear_the_outer_one(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "inner/.git/HEAD", "inner/x.py", "x.py")
        write(tmp_path, ".gitignore", text="x.py\n")
        assert found(tmp_path) == ["inner/x.py"]

    def test_the_repositorys_own_exclude_file_counts(self, tmp_path: Path) -> None:
        write(tmp_path, "x.py", "y.py")
        write(tmp_path, ".git/info/exclude", text="x.py\n")
        assert found(tmp_path) == ["y.py"]

    def test_a_folder_below_an_ignored_one_is_read_when_asked_for(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "versions/1/lib/x.py")
        write(tmp_path, ".gitignore", text="/versions/*\n")
        assert found(tmp_path) == []
        assert found(tmp_path / "versions/1") == ["lib/x.py"]

    def test_bytes_that_are_not_text_do_no_harm(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "x.py", "y.py")
        (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfx.py\r\n\xff\xfe\n[z-a]\n[\n\\\n!\n")
        assert found(tmp_path) == ["y.py"]


@pytest.mark.parametrize(
    ("pattern", "ignored", "kept"),
    [
        ("a", ["a", "b/a", "a/"], ["ab", "ba"]),
        ("/a", ["a"], ["b/a"]),
        ("a/", ["a/", "b/a/"], ["a", "b/a"]),
        ("a/b", ["a/b", "a/b/"], ["c/a/b"]),
        ("*.py", ["x.py", "a/x.py", ".py"], ["x.pyc"]),
        ("a/*", ["a/b", "a/b/"], ["a/", "a/b/c"]),
        ("a/**", ["a/b", "a/b/c"], ["a/"]),
        ("**/a", ["a", "b/c/a"], ["ba"]),
        ("a/**/b", ["a/b", "a/c/d/b"], ["ab", "a/cb"]),
        ("x?.py", ["x1.py"], ["x.py", "x12.py", "x/.py"]),
        ("[xy].py", ["x.py", "y.py"], ["z.py"]),
        ("[!xy].py", ["z.py"], ["x.py"]),
        ("[]x].py", ["].py", "x.py"], ["y.py"]),
        (r"\#x", ["#x"], [r"\#x"]),
        (r"\!x", ["!x"], ["x"]),
        ("x  ", ["x"], ["x  "]),
        ("x\\ ", ["x "], ["x"]),
        ("#x", [], ["#x", "x"]),
        ("", [], ["x"]),
        ("[", [], ["[", "x"]),
        ("a.b", ["a.b"], ["axb"]),
    ],
)
def test_the_pattern_language(pattern: str, ignored: list[str], kept: list[str]) -> None:
    file = IgnoreFile(pattern)

    def verdict(path: str) -> bool | None:
        return file.verdict(path.removesuffix("/"), is_folder=path.endswith("/"))

    assert [path for path in ignored if verdict(path) is not True] == []
    assert [path for path in kept if verdict(path) is not None] == []


def test_the_last_matching_pattern_decides() -> None:
    file = IgnoreFile("*.py\n!keep.py\n")
    assert file.verdict("x.py", is_folder=False) is True
    assert file.verdict("keep.py", is_folder=False) is False
    assert file.verdict("x.txt", is_folder=False) is None


class TestUsersExcludes:
    @pytest.mark.parametrize(
        ("pattern", "kept"),
        [
            ("gen", ["a/x.py", "x.py"]),
            ("gen/", ["a/x.py", "x.py"]),
            ("x.py", []),
            ("a/x.py", ["a/gen/x.py", "gen/x.py", "x.py"]),
            ("./a/gen", ["a/x.py", "gen/x.py", "x.py"]),
            ("**/gen/*", ["a/x.py", "x.py"]),
            ("a/*.py", ["gen/x.py", "x.py"]),
            ("g?n", ["a/x.py", "x.py"]),
        ],
    )
    def test_patterns(self, tmp_path: Path, pattern: str, kept: list[str]) -> None:
        write(tmp_path, "x.py", "a/x.py", "gen/x.py", "a/gen/x.py")
        project = Project.open([tmp_path], cwd=tmp_path, exclude=[pattern])
        assert [file.display for file in project.files] == kept

    def test_patterns_may_be_relative_to_the_working_directory(self, tmp_path: Path) -> None:
        write(tmp_path, "pyproject.toml", "a/b/x.py", "b/x.py")
        project = Project.open([tmp_path], cwd=tmp_path / "a", exclude=["b/x.py"])
        assert project.files == ()

    def test_an_explicit_file_is_read_all_the_same(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/HEAD", "x.py", "train", "venv/y.py")
        write(tmp_path, ".gitignore", text="*\n")
        asked = [tmp_path / "x.py", tmp_path / "train", tmp_path / "venv/y.py"]
        project = Project.open(asked, cwd=tmp_path, exclude=["x.py"])
        assert [file.display for file in project.files] == ["train", "venv/y.py", "x.py"]


class TestLinks:
    def test_a_link_to_a_folder_is_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, "a/x.py")
        (tmp_path / "a/loop").symlink_to(tmp_path)
        (tmp_path / "other").symlink_to(tmp_path / "a")
        assert [file.display for file in Project.open([tmp_path], cwd=tmp_path).files] == ["a/x.py"]

    def test_but_it_is_when_asked_for(self, tmp_path: Path) -> None:
        write(tmp_path, "a/x.py")
        (tmp_path / "other").symlink_to(tmp_path / "a")
        project = Project.open([tmp_path / "other"], cwd=tmp_path)
        assert [file.display for file in project.files if project.is_asked(file.display)] == ["a/x.py"]

    def test_a_link_to_a_file_of_the_project_is_another_name_of_it(self, tmp_path: Path) -> None:
        write(tmp_path, "common/model.py", "a/train.py")
        (tmp_path / "a/model.py").symlink_to("../common/model.py")
        project = Project.open([tmp_path], cwd=tmp_path)
        assert [file.display for file in project.files] == ["a/train.py", "common/model.py"]
        train, model = project.files
        assert project.find_module(train, "model") is model

    def test_a_link_to_a_file_elsewhere_is_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, "elsewhere/x.py", text="answer = 42")
        write(tmp_path, "here/y.py")
        (tmp_path / "here/x.py").symlink_to(tmp_path / "elsewhere/x.py")
        project = Project.open([tmp_path / "here"], cwd=tmp_path / "here")
        assert [file.display for file in project.files] == ["x.py", "y.py"]
        assert project.files[0].contains("answer")


def test_a_folder_that_cannot_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "shut/x.py", "open.py")
    real: Callable[[str], object] = os.scandir

    def scandir(path: str) -> object:  # permissions do not bind every user who runs the tests
        if path.endswith("/shut"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    project = Project.open([tmp_path], cwd=tmp_path)
    assert [file.display for file in project.files] == ["open.py"]
    [problem] = project.problems
    assert (problem.place.path, problem.cause) == ("shut", "the folder cannot be read: Permission denied")


ruff = pytest.mark.skipif(shutil.which("ruff", path=str(Path(sys.executable).parent)) is None, reason="needs ruff")


def ask_ruff(*arguments: str, cwd: Path) -> str:
    command = [str(Path(sys.executable).parent / "ruff"), "check", "--isolated", "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd).stdout


@ruff
def test_the_default_excludes_are_ruffs(tmp_path: Path) -> None:
    write(tmp_path, "x.py")
    settings = ask_ruff("--show-settings", "x.py", cwd=tmp_path)
    listed = re.search(r"file_resolver\.exclude = (\[.*?\])", settings, re.DOTALL)
    assert listed is not None
    assert set(json.loads(listed[1].replace(",\n]", "]"))) == DEFAULT_EXCLUDES


PATTERNS = """
a/ /a b *.gen.py !keep.py foo/* !foo/keep.py build **/c a/**/y.py /x.py * !*/ !*.ipynb #c b/x.py !/b/ *.py foo/** c/ !c/
[xy].py \\!x.py /* !/a !a/ [!a]*.py ?.py x[ **/foo/** a/** b** k**p.py ** **/ a/**/b/ */x.py []x].py
""".split()
FOLDERS = ("a", "b", "build", "dist", "foo", "venv", ".hidden", "c", "n.py")
FILES = ("x.py", "y.py", "z.ipynb", "keep.py", "a.gen.py", "t.txt")


def random_tree(root: Path, chance: random.Random) -> list[Path]:
    folders = [root]
    for _ in range(chance.randint(1, 7)):
        folder = chance.choice(folders) / chance.choice(FOLDERS)
        if folder not in folders:
            folder.mkdir()
            folders.append(folder)
    for folder in folders:
        write(folder, *chance.sample(FILES, 4), text="{}")
        if chance.random() < 0.5:
            write(folder, ".gitignore", text="\n".join(chance.sample(PATTERNS, chance.randint(1, 4))))
        if chance.random() < 0.1:
            write(folder, ".ignore", text="\n".join(chance.sample(PATTERNS, 2)))
        if chance.random() < (0.8 if folder == root else 0.05):
            write(folder, ".git/info/exclude", text=chance.choice(PATTERNS) if chance.random() < 0.2 else "")
    return folders


@ruff
def test_random_trees_are_read_as_ruff_reads_them(tmp_path: Path) -> None:
    for seed in range(150):
        chance = random.Random(seed)  # noqa: S311 - for variety, not for secrets
        root = tmp_path / str(seed)
        root.mkdir()
        folders = random_tree(root, chance)
        asked = chance.choice(folders) if chance.random() < 0.3 else root
        theirs = [line for line in ask_ruff("--show-files", ".", cwd=asked).split("\n") if not line.endswith(".md")]
        ours: Found = find_files(asked.as_posix(), NOTHING)
        assert sorted(ours.files) == sorted(filter(None, theirs)), f"seed {seed}"
        shutil.rmtree(root)
