"""The project around the asked paths, what they cover, and which file an import means."""

from __future__ import annotations

import ast
import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint.source.file import SourceFile
from losslint.source.modules import Namespace
from losslint.source.parse import UnparsableError, parsed
from losslint.source.project import Project, UsageProblem


def project_of(root: Path, *names: str) -> Project:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return Project.open([root], cwd=root)


def resolved(project: Project, importer: str, dotted: str, level: int = 0) -> str | None:
    """What an import means: a file by its name, a folder with a slash at its end."""
    file = project.file(importer)
    assert file is not None
    return shown(project, project.find_module(file, dotted, level))


def shown(project: Project, found: SourceFile | Namespace | None) -> str | None:
    if isinstance(found, Namespace):
        return f"{found.path.relative_to(project.root).as_posix()}/"
    return found.display if found else None


class TestRoot:
    @pytest.mark.parametrize("marker", ["pyproject.toml", "losslint.toml", ".git"])
    def test_it_is_the_nearest_marked_folder(self, tmp_path: Path, marker: str) -> None:
        project_of(tmp_path, "pyproject.toml", f"a/{marker}", "a/b/c/x.py", "a/y.py", "z.py")
        project = Project.open([tmp_path / "a/b/c/x.py"], cwd=tmp_path)
        assert project.root == tmp_path / "a"
        assert [file.display for file in project.files] == ["a/b/c/x.py", "a/y.py"]
        assert Project.open([tmp_path / "a"], cwd=tmp_path).root == tmp_path / "a"

    def test_without_a_mark_it_is_the_path_or_its_folder(self, tmp_path: Path) -> None:
        project_of(tmp_path, "a/x.py", "a/b/y.py")
        assert Project.open([tmp_path / "a"], cwd=tmp_path).root == tmp_path / "a"
        assert Project.open([tmp_path / "a/x.py"], cwd=tmp_path).root == tmp_path / "a"
        assert Project.open([tmp_path / "a/x.py", tmp_path / "a/b"], cwd=tmp_path).root == tmp_path / "a"

    def test_without_paths_it_is_around_the_working_directory(self, tmp_path: Path) -> None:
        project_of(tmp_path, "x.py")
        assert [file.display for file in Project.open([], cwd=tmp_path).files] == ["x.py"]

    @pytest.mark.parametrize("name", ["missing", "missing.py", "x.py/y", "nul\0l"])
    def test_a_missing_path_is_the_users_problem(self, tmp_path: Path, name: str) -> None:
        project_of(tmp_path, "x.py")
        with pytest.raises(UsageProblem, match="no such file or folder: "):
            Project.open([Path("x.py"), Path(name)], cwd=tmp_path)


class TestAsked:
    def test_paths_filter_what_is_reported_not_what_is_read(self, tmp_path: Path) -> None:
        project_of(tmp_path, ".git/HEAD", "a/x.py", "ab/y.py", "z.py")
        project = Project.open([Path("a"), Path("z.py")], cwd=tmp_path)
        covered = {file.display: project.is_asked(file.display) for file in project.files}
        assert covered == {"a/x.py": True, "ab/y.py": False, "z.py": True}
        assert project.is_asked("a")
        assert not project.is_asked("nowhere/x.py")

    def test_relative_paths_are_relative_to_the_working_directory(self, tmp_path: Path) -> None:
        project_of(tmp_path, ".git/HEAD", "a/x.py", "b/y.py")
        project = Project.open([Path("../b/./y.py")], cwd=tmp_path / "a")
        asked = [file.display for file in project.files if project.is_asked(file.display)]
        assert asked == [(tmp_path / "b/y.py").as_posix()]

    def test_files_are_named_relative_to_the_working_directory_where_they_are_below_it(self, tmp_path: Path) -> None:
        project_of(tmp_path, ".git/HEAD", "a/x.py", "b/y.py")
        project = Project.open([tmp_path], cwd=tmp_path / "a")
        assert [file.display for file in project.files] == [(tmp_path / "b/y.py").as_posix(), "x.py"]

    def test_a_name_that_is_not_utf_8_can_be_printed(self, tmp_path: Path) -> None:
        try:
            Path(tmp_path, "caf\udce9.py").write_text("a = 1")
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        [file] = Project.open([tmp_path], cwd=tmp_path).files
        assert file.display.encode() == "caf\N{REPLACEMENT CHARACTER}.py".encode()
        assert file.contains("a")

    def test_a_file_is_only_itself(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "x.py")
        assert project.files[0] != SourceFile(tmp_path / "x.py", "x.py")
        assert project.file("x.py") is project.files[0]
        assert project.file("y.py") is None


class TestRelativeImports:
    FILES = ("p/__init__.py", "p/a.py", "p/q/__init__.py", "p/q/b.py", "p/q/r/c.py", "p/a/x.py", "n/d.py", "n/e.py")

    @pytest.mark.parametrize(
        ("importer", "level", "dotted", "expected"),
        [
            ("p/a.py", 1, "", "p/__init__.py"),
            ("p/a.py", 1, "q", "p/q/__init__.py"),
            ("p/a.py", 1, "q.b", "p/q/b.py"),
            ("p/__init__.py", 1, "a", "p/a.py"),
            ("p/q/b.py", 2, "a", "p/a.py"),
            ("p/q/b.py", 2, "", "p/__init__.py"),
            ("p/q/__init__.py", 1, "b", "p/q/b.py"),
            ("p/q/r/c.py", 1, "", "p/q/r/"),
            ("p/q/r/c.py", 3, "a", "p/a.py"),
            ("p/a/x.py", 1, "", "p/a/"),  # not the module a.py beside the folder
            ("n/d.py", 1, "e", "n/e.py"),
            ("n/d.py", 1, "missing", None),
            ("n/d.py", 9, "e", None),
        ],
    )
    def test_they_start_at_the_importers_folder(
        self, tmp_path: Path, importer: str, level: int, dotted: str, expected: str | None
    ) -> None:
        assert resolved(project_of(tmp_path, *self.FILES), importer, dotted, level) == expected


class TestAbsoluteImports:
    def test_sibling_folders_have_their_own_model(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/model.py", "a/train.py", "b/model.py", "b/train.py", "model.py", "c/train.py")
        assert resolved(project, "a/train.py", "model") == "a/model.py"
        assert resolved(project, "b/train.py", "model") == "b/model.py"
        assert resolved(project, "c/train.py", "model") == "model.py"

    def test_notebooks_import_but_cannot_be_imported(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/model.py", "a/play.ipynb", "a/train.py")
        assert resolved(project, "a/play.ipynb", "model") == "a/model.py"
        assert resolved(project, "a/train.py", "play") is None

    def test_folders_above_are_tried_nearest_first(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "utils.py", "a/utils.py", "a/b/c/train.py")
        assert resolved(project, "a/b/c/train.py", "utils") == "a/utils.py"

    def test_the_folder_around_the_package_comes_before_those_between(self, tmp_path: Path) -> None:
        names = ("x/p/__init__.py", "x/p/q/__init__.py", "x/p/q/train.py", "x/losses.py", "x/p/losses.py")
        assert resolved(project_of(tmp_path, *names), "x/p/q/train.py", "losses") == "x/losses.py"

    def test_a_package_comes_before_a_module_and_a_module_before_a_bare_folder(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "m.py", "m/__init__.py", "n.py", "n/x.py", "train.py")
        assert resolved(project, "train.py", "m") == "m/__init__.py"
        assert resolved(project, "train.py", "n") == "n.py"
        assert resolved(project, "train.py", "n.x") == "n/x.py"

    def test_a_bare_folder_counts_only_where_no_file_is_found(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/utils/x.py", "utils.py", "a/train.py", "a/nets/deep/y.py")
        assert resolved(project, "a/train.py", "utils") == "utils.py"
        assert resolved(project, "a/train.py", "nets") == "a/nets/"
        assert resolved(project, "a/train.py", "nets.deep") == "a/nets/deep/"
        assert resolved(project, "a/train.py", "nets.deep.y") == "a/nets/deep/y.py"

    def test_src_layouts(self, tmp_path: Path) -> None:
        names = ("src/pkg/__init__.py", "src/pkg/net.py", "tests/test_net.py", "lib/src/more/__init__.py", "run.py")
        project = project_of(tmp_path, *names)
        assert resolved(project, "tests/test_net.py", "pkg.net") == "src/pkg/net.py"
        assert resolved(project, "src/pkg/net.py", "pkg") == "src/pkg/__init__.py"
        assert resolved(project, "run.py", "more") == "lib/src/more/__init__.py"

    def test_two_src_folders_below_the_root_are_not_guessed_between(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/src/net.py", "b/src/net.py", "run.py", "a/run.py")
        assert resolved(project, "run.py", "net") is None
        assert resolved(project, "a/run.py", "net") == "a/src/net.py"

    def test_a_mended_sys_path_finds_the_only_file_there_is(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "lib/deep/losses.py", "lib/deep/bag/x.py", "tools/train.py")
        assert resolved(project, "tools/train.py", "losses") == "lib/deep/losses.py"
        assert resolved(project, "tools/train.py", "deep.losses") == "lib/deep/losses.py"
        assert resolved(project, "tools/train.py", "bag") == "lib/deep/bag/"
        assert resolved(project, "tools/train.py", "ep.losses") is None

    def test_but_not_one_of_two(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "lib/losses.py", "old/losses.py", "tools/train.py")
        assert resolved(project, "tools/train.py", "losses") is None

    def test_a_module_that_imports_its_own_name_means_another(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/wandb_log.py", "wandb_log.py", "a/other.py", "p/__init__.py")
        assert resolved(project, "a/wandb_log.py", "wandb_log") == "wandb_log.py"
        assert resolved(project, "a/other.py", "wandb_log") == "a/wandb_log.py"
        assert resolved(project, "wandb_log.py", "wandb_log") is None
        assert resolved(project, "p/__init__.py", "p") == "p/__init__.py"

    def test_a_root_that_is_a_package_knows_its_own_name(self, tmp_path: Path) -> None:
        project = project_of(tmp_path / "net", "__init__.py", "deep/__init__.py", "deep/head.py", "run.py")
        assert resolved(project, "deep/head.py", "net.deep") == "deep/__init__.py"
        assert resolved(project, "run.py", "net") == "__init__.py"


class TestWellKnownNames:
    def test_third_party_code_is_never_a_file_of_that_name(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "backends/torch.py", "backends/jax.py", "keras/x.py", "lib/numpy.py", "run.py")
        assert resolved(project, "backends/jax.py", "torch") is None
        assert resolved(project, "run.py", "keras") is None
        assert resolved(project, "run.py", "numpy") is None
        assert resolved(project, "run.py", "torch.nn") is None

    def test_but_a_copy_beside_the_script_or_at_the_root_is(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "a/timm/__init__.py", "a/run.py", "b/run.py", "torch/__init__.py", "torch/nn.py")
        assert resolved(project, "a/run.py", "timm") == "a/timm/__init__.py"
        assert resolved(project, "b/run.py", "timm") is None
        assert resolved(project, "b/run.py", "torch.nn") == "torch/nn.py"

    def test_in_a_package_the_standard_library_is_the_standard_library(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "p/__init__.py", "p/logging.py", "p/run.py", "s/logging.py", "s/run.py")
        assert resolved(project, "p/run.py", "logging") is None
        assert resolved(project, "s/run.py", "logging") == "s/logging.py"

    def test_a_test_module_is_the_users(self, tmp_path: Path) -> None:
        project = project_of(tmp_path, "p/__init__.py", "p/test.py", "p/train.py")
        assert resolved(project, "p/train.py", "test") == "p/test.py"


def test_submodules(tmp_path: Path) -> None:
    project = project_of(tmp_path, "p/__init__.py", "p/a.py", "p/n/b.py", "p/q/__init__.py", "m.py", "m/c.py")

    def below(package: SourceFile | Namespace | None, name: str) -> str | None:
        assert package is not None
        return shown(project, project.submodule(package, name))

    package = project.file("p/__init__.py")
    assert below(package, "a") == "p/a.py"
    assert below(package, "q") == "p/q/__init__.py"
    assert below(package, "n") == "p/n/"
    assert below(package, "missing") is None
    assert below(Namespace(tmp_path / "p/n"), "b") == "p/n/b.py"
    assert below(project.file("m.py"), "c") is None  # a module is no package


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x/p/__init__.py", "p"),
        ("x/p/q/__init__.py", "p.q"),
        ("x/p/q/a.py", "p.q.a"),
        ("src/tool/b.py", "tool.b"),
        ("scripts/train.py", "scripts.train"),
        ("run.py", "run"),
        ("play.ipynb", "play"),
    ],
)
def test_module_names(tmp_path: Path, name: str, expected: str) -> None:
    project = project_of(tmp_path, "x/p/__init__.py", "x/p/q/__init__.py", name)
    file = project.file(name)
    assert file is not None
    assert project.module_name(file) == expected


class TestPlaces:
    def test_columns_count_characters(self, tmp_path: Path) -> None:
        path = tmp_path / "x.py"
        path.write_text("é = f('日本', 𝐚)\nb", encoding="utf-8")
        file = SourceFile(path, "x.py")
        assert file.tree is not None
        call = next(node for node in ast.walk(file.tree) if isinstance(node, ast.Call))
        place = file.place(call.args[1])
        assert (place.line, place.column, place.end_line, place.end_column) == (1, 13, 1, 14)
        assert file.line(None, 1)[12:13] == "𝐚"
        assert file.line(None, 3) == file.line(None, 0) == file.line(2, 1) == ""

    def test_a_node_without_a_position_stands_at_the_beginning(self, tmp_path: Path) -> None:
        path = tmp_path / "x.py"
        path.write_text("a")
        file = SourceFile(path, "x.py")
        assert file.tree is not None
        assert str(file.place(file.tree)) == "x.py:1:1"

    def test_form_feeds_and_other_separators_end_no_line(self, tmp_path: Path) -> None:
        path = tmp_path / "x.py"
        path.write_bytes("a = '\x0b\x1c\u2028'\r\n\x0cb\rc".encode())
        file = SourceFile(path, "x.py")
        assert file.tree is not None
        assert [file.place(node).line for node in file.tree.body] == [1, 2, 3]
        assert file.line(None, 3) == "c"


def test_words(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("def f1(ﬁt, _x):  # wörter\n    return 'in text'\n", encoding="utf-8")
    file = SourceFile(path, "x.py")
    assert file.identifiers() == {"def", "f1", "fit", "_x", "wörter", "return", "in", "text"}
    assert file.contains("f1")
    assert not file.contains("f2")
    assert not file.is_parsed


names = st.sampled_from(["a", "é", "变量", "_x", "ﬁ", "𝐚"])
strings = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'\"\\{}\0\r\n"), max_size=5)
expressions = st.recursive(
    names | strings.map(lambda text: f"'{text}'"),
    lambda inner: st.builds("{}({},\n {})".format, inner, inner, inner) | st.builds("[{}, {}]".format, inner, inner),
    max_leaves=6,
)


@given(st.lists(st.builds("{} = {}".format, names, expressions), max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_place_is_where_the_text_is(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str) -> None:
    text = "\n".join(lines)
    path = tmp_path_factory.getbasetemp() / "place.py"
    path.write_bytes(text.replace("\n", end).encode())
    file = SourceFile(path, "place.py")
    assert file.tree is not None
    for node in ast.walk(file.tree):
        if segment := ast.get_source_segment(text, node):
            assert cut(file, node) == segment


def cut(file: SourceFile, node: ast.AST) -> str:
    place = file.place(node)
    lines = [file.line(None, line) for line in range(place.line, place.end_line + 1)]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


def test_the_parser_leaves_no_trace(tmp_path: Path) -> None:
    gc.enable()
    limit = sys.getrecursionlimit()
    parsed("a = 1")
    with pytest.raises(UnparsableError):
        parsed("a =")
    assert gc.isenabled()
    assert sys.getrecursionlimit() == limit
    gc.disable()
    try:
        parsed("a = 1")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_contents_stand_for_what_is_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text("y = 1\n")
    here = Path(os.path.realpath(tmp_path))
    project = Project.open([tmp_path], cwd=tmp_path, contents={here / "a.py": b"x = 2\n"})
    assert {file.display: file.text for file in project.files} == {"a.py": "x = 2\n", "b.py": "y = 1\n"}


def test_excluded_paths_are_left_out_where_that_is_forced(tmp_path: Path) -> None:
    for name in ("a.py", "generated/deep/b.py", "dist/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "pyproject.toml").touch()
    asked = [tmp_path / name for name in ("a.py", "generated/deep/b.py", "dist/c.py")]

    def reported(*paths: Path, force: bool) -> list[str]:
        project = Project.open(paths, cwd=tmp_path, exclude=["generated"], force_exclude=force)
        return [file.display for file in project.files if project.is_asked(file.display)]

    assert reported(*asked, force=False) == ["a.py", "dist/c.py", "generated/deep/b.py"]
    assert reported(*asked, force=True) == ["a.py"]
    assert reported(*asked[1:], force=True) == [], "and not the whole project"
    assert reported(tmp_path, force=True) == ["a.py"]
    assert reported(tmp_path / "generated", force=True) == []


def test_an_edited_project_shares_what_was_read(tmp_path: Path) -> None:
    project = project_of(tmp_path, "a.py", "pkg/__init__.py", "pkg/b.py")
    (tmp_path / "pkg/b.py").write_text("import a")
    edited = project.edited({tmp_path / "a.py": b"x = 1"})
    assert [file.display for file in edited.files] == [file.display for file in project.files]
    a, b = edited.file("a.py"), edited.file("pkg/b.py")
    assert a is not None
    assert b is not None
    assert (a.data, b is project.file("pkg/b.py")) == (b"x = 1", True)
    assert edited.find_module(b, "a") is a
    assert project.find_module(b, "a") is project.file("a.py") is not a
