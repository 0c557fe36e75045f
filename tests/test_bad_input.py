"""No file makes the project model raise: what is wrong with one is a problem with a place and a cause."""

from __future__ import annotations

import ast
import io
import os
import sys
import tokenize
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from losslint.source import file as file_module
from losslint.source.file import SourceFile
from losslint.source.parse import DEPTH_CEILING, TEXT_CEILING, UnparsableError, decoded, parsed
from losslint.source.project import Project


def file_of(folder: Path, data: bytes, name: str = "x.py") -> SourceFile:
    path = folder / name
    path.write_bytes(data)
    return SourceFile(path, name)


def problem_of(file: SourceFile) -> tuple[str, str]:
    """Where the one problem of a file without a tree stands, and its cause."""
    assert file.tree is None
    [problem] = file.problems
    return str(problem.place), problem.cause


@pytest.mark.parametrize(
    ("data", "place", "cause"),
    [
        (b"a = 1\nloss = (\n", "x.py:2:8", "syntax error: '(' was never closed"),
        (
            b"def f():\nreturn 1",
            "x.py:2:1",
            "syntax error: expected an indented block after function definition on line 1",
        ),
        (b"if a:\n\tb\n        c\n", "x.py:3:1", "syntax error: inconsistent use of tabs and spaces in indentation"),
        ("é = ö ö".encode(), "x.py:1:7", "syntax error: invalid syntax"),
        (b"a\n<<<<<<< HEAD\nb\n", "x.py:2:1", "a merge conflict was left in the file"),
        (b"x.cuda(async=True)", "x.py:1:8", "syntax error: async is a keyword since Python 3.7"),
        (b"a\nb = '\0'\n", "x.py:2:6", "contains null bytes"),
        (b"\0", "x.py:1:1", "contains null bytes"),
    ],
)
def test_syntax_errors(tmp_path: Path, data: bytes, place: str, cause: str) -> None:
    assert problem_of(file_of(tmp_path, data)) == (place, cause)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("print 'epoch', i", "print statement"),
        ("print x", "print statement"),
        ("print >>f", "print statement"),
        ("exec 'x = 1'", "exec statement"),
        ("raise ValueError, 'no'", "raise X, message"),
        ("x = 0777", "octal literal without 0o"),
        ("x = 10L", "long literal"),
        ("x = 0xFFl", "long literal"),
        ("x = ur'a'", "ur string"),
        ("x = `y`", "backquotes"),
        ("if a <> b: pass", "the operator <>"),
        ("try:\n    pass\nexcept A, e:\n    pass", "except X, e"),
        ("f = lambda (a, b): a", "tuple parameter"),
    ],
)
def test_python_2(tmp_path: Path, line: str, what: str) -> None:
    if line == "print >>f":
        line = "print >>f, 'a' 'b' c"  # without a mistake Python 3 takes it for a shift
    _, cause = problem_of(file_of(tmp_path, f"a = 1\n{line}\n".encode()))
    assert cause == f"this looks like Python 2: {what}"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="reads it")
@pytest.mark.parametrize("line", ["print(f'{'a'}')", "def f[T](x: T) -> T: ...", "type X = int", "class A[T]: ..."])
def test_newer_syntax(tmp_path: Path, line: str) -> None:
    _, cause = problem_of(file_of(tmp_path, line.encode()))
    assert cause.endswith("(valid from Python 3.12 on? Then run losslint on it)")


class TestEncodings:
    @pytest.mark.parametrize(
        "data",
        [
            "a = 'é'".encode(),
            b"\xef\xbb\xbf" + "a = 'é'".encode(),
            b"\xef\xbb\xbf# coding: utf-8\n" + "a = 'é'".encode(),
            "# -*- coding: latin-1 -*-\na = 'é'".encode("latin-1"),
            "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\na = 'é'".encode("cp1252"),
            "# coding: shift_jis\r\na = 'é'".replace("é", "日").encode("shift_jis"),
        ],
    )
    def test_marks_and_cookies_are_honoured(self, tmp_path: Path, data: bytes) -> None:
        file = file_of(tmp_path, data)
        assert file.tree is not None
        [value] = [node.value for node in ast.walk(file.tree) if isinstance(node, ast.Constant)]
        assert value in {"é", "日"}
        assert not file.text.startswith("\ufeff")
        assert file.problems == ()

    def test_a_word_about_coding_is_no_cookie(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, "encoding: str = 'é'\n".encode())
        assert file.tree is not None
        assert "é" in file.text

    @pytest.mark.parametrize(
        ("data", "place", "cause"),
        [
            (
                b"a = 1\r\nb = '\xe9'\r\n",
                "x.py:2:6",
                "not UTF-8 (no other encoding is declared): byte 0xe9 at offset 12",
            ),
            (
                b"\xef\xbb\xbfa\n\xc3\xa9 = '\xff'",
                "x.py:2:6",
                "not UTF-8 (no other encoding is declared): byte 0xff at offset 11",
            ),
            (
                b"# coding: ascii\nb = '\xe9'",
                "x.py:2:6",
                "not ascii (which is what it declares): byte 0xe9 at offset 21",
            ),
            (
                b"# coding: klingon\n",
                "x.py:1:1",
                "the file declares an encoding that does not exist: unknown encoding: klingon",
            ),
            (
                b"# coding: hex\n",
                "x.py:1:1",
                "the declared encoding 'hex' cannot read the file: 'hex' is not a text encoding",
            ),
            (
                b"\xff\xfea\0",
                "x.py:1:1",
                "the file is UTF-16: Python reads UTF-8 or the encoding that the file declares",
            ),
        ],
    )
    def test_what_cannot_be_decoded(self, tmp_path: Path, data: bytes, place: str, cause: str) -> None:
        file = file_of(tmp_path, data)
        where, why = problem_of(file)
        assert where == place
        assert why.startswith(cause)
        assert file.text == ""
        assert file.identifiers() == frozenset()

    @given(
        st.binary(max_size=60), st.sampled_from([b"", b"\xef\xbb\xbf", b"# coding: latin-1\n", b"# coding: utf-8\n"])
    )
    @example(b"\xe9", b"#\n#\n")
    def test_what_python_decodes_is_decoded_alike(self, data: bytes, head: bytes) -> None:
        source = head + data.replace(b"\0", b"")
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
            expected = io.TextIOWrapper(io.BytesIO(source), encoding).read()
        except (SyntaxError, UnicodeDecodeError, LookupError):
            return
        assert decoded(source) == expected


class TestSize:
    def test_generated_code_is_left_alone(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, b"x = 1\n" * (5_000_000 // 6))
        assert file.contains("x")  # it can be searched: only the parser is spared
        _, cause = problem_of(file)
        assert cause == "5.0 MB of Python text, taken for generated: over 4.2 MB is not analysed"

    def test_the_ceiling_itself_is_analysed(self) -> None:
        assert parsed("#" * TEXT_CEILING).body == []
        with pytest.raises(UnparsableError, match="taken for generated"):
            parsed("#" * (TEXT_CEILING + 1))

    def test_what_is_bigger_still_is_not_even_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(file_module, "READ_CEILING", 3)
        file = file_of(tmp_path, b"a = 1")
        assert file.data == b""
        assert problem_of(file)[1].startswith("cannot be read: ")

    @pytest.mark.parametrize(
        "text",
        ["1+" * 200_000 + "1", "a" + ".b" * 200_000, "not " * 200_000 + "a", "-" * 900_000 + "a", "f" + "()" * 200_000],
    )
    def test_deep_nesting(self, tmp_path: Path, text: str) -> None:
        assert problem_of(file_of(tmp_path, text.encode()))[1] == "nested too deeply to be parsed"

    def test_a_file_may_be_asked_for_from_deep_inside(self) -> None:
        def deep(frames: int) -> ast.Module:
            return deep(frames - 1) if frames else parsed("a = 1")

        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(4 * DEPTH_CEILING)
        try:
            assert len(deep(2 * DEPTH_CEILING).body) == 1
        finally:
            sys.setrecursionlimit(limit)


class TestUnreadable:
    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "x.py").mkdir()
        assert "cannot be read" in problem_of(SourceFile(tmp_path / "x.py", "x.py"))[1]

    def test_a_link_that_leads_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "x.py").symlink_to("gone.py")
        (tmp_path / "y.py").symlink_to("y.py")
        for project in (
            Project.open([tmp_path], cwd=tmp_path),
            Project.open([Path("x.py"), Path("y.py")], cwd=tmp_path),
        ):
            first, second = project.files
            assert problem_of(first) == ("x.py:1:1", "cannot be read: No such file or directory")
            assert problem_of(second)[1].startswith("cannot be read: ")

    def test_a_file_that_went_away(self, tmp_path: Path) -> None:
        (tmp_path / "x.py").touch()
        (tmp_path / "y.ipynb").touch()
        files = Project.open([tmp_path], cwd=tmp_path).files
        for file in files:
            file.path.unlink()
            assert problem_of(file)[1] == "cannot be read: No such file or directory"

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
    def test_a_forbidden_file(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, b"a = 1")
        file.path.chmod(0)
        assert problem_of(file)[1] == "cannot be read: Permission denied"

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "x.py")
        assert problem_of(SourceFile(tmp_path / "x.py", "x.py"))[1] == "cannot be read: not a regular file"


class TestHarmless:
    def test_empty_files(self, tmp_path: Path) -> None:
        for data in (b"", b"\xef\xbb\xbf", b"\n", b"# only a comment"):
            file = file_of(tmp_path, data)
            assert file.tree is not None
            assert file.tree.body == []
            assert file.problems == ()

    def test_warnings_about_the_text_are_not_ours_to_give(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, b"a = '\\d'\nassert (a, 'always')\nb = a is 1\n")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert file.tree is not None

    def test_a_file_is_read_and_parsed_once(self, tmp_path: Path) -> None:
        file = file_of(tmp_path, b"a = (")
        assert file.problems == ()
        assert not file.is_parsed
        assert file.tree is None
        file.path.unlink()
        assert file.tree is None
        assert file.data == b"a = ("
        assert len(file.problems) == 1
        assert file.is_parsed


snippets = st.sampled_from(
    [b"x", b"=", b" ", b"\n", b"\r", b"\0", b"'", b'"""', b"(", b")", b"\\", b"\xc3", b"\xa9", b"\xff", b"# coding: ",
     b"latin-1", b"utf-7", b"undefined", b"idna", b"unicode_escape", b"rot13", b"print ", b"lambda ", b"\xef\xbb\xbf", b"1+",
     b'{"cells": [', b'{"cell_type": "code", "source": "', b'"}', b"]}", b"\\ud800", b"%%bash", b"!ls", b"?", b"f'{"]
)  # fmt: skip
anything = st.one_of(st.binary(), st.lists(snippets, max_size=20).map(b"".join))


@given(anything, st.sampled_from(["any.py", "any.ipynb", "any"]))
@example(b"# coding: unicode_escape\n'\\ud800'", "any.py")
@example(b"# coding: utf-7\n+2AA-", "any.py")
@example(b"\\\n", "any.ipynb")
def test_no_bytes_at_all_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    file = file_of(tmp_path_factory.getbasetemp(), data, name)
    lines = len(file.text.split("\n"))
    assert file.identifiers() is file.identifiers()
    if file.tree is None:
        assert file.problems
    else:
        for node in ast.walk(file.tree):
            assert 1 <= file.place(node).line <= lines
    for problem in file.problems:
        assert problem.cause
        assert 1 <= problem.place.line <= data.count(b"\n") + data.count(b"\r") + data.count(b"\\n") + 1
        assert problem.place.column >= 1
