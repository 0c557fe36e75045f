"""Notebooks are one module in order: magics blanked in place, cells counted over all cells, a bad cell alone left out."""

from __future__ import annotations

import ast
import json
import sysconfig
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from losslint.source.file import SourceFile
from losslint.source.magics import without_magics
from losslint.source.notebook import (
    _parsed_apart,
    _parsed_together,
    parsed_cells,
    read_notebook,
    without_pictures,
)
from losslint.source.parse import UnparsableError, decoded

Cells = list[dict[str, object]]


def code(source: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def markdown(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells: object, **document: object) -> bytes:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | document).encode()


def source_file(folder: Path, data: bytes) -> SourceFile:
    path = folder / "book.ipynb"
    path.write_bytes(data)
    return SourceFile(path, "book.ipynb")


def names(file: SourceFile) -> list[str]:
    assert file.tree is not None
    return [node.id for node in ast.walk(file.tree) if isinstance(node, ast.Name)]


class TestCells:
    def test_code_cells_are_one_module_in_order(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a = 1\nb"), markdown("# c = 3"), code(["d\n", "e"])))
        assert names(file) == ["a", "b", "d", "e"]
        assert file.problems == ()

    def test_a_cell_that_its_editor_was_told_to_be_of_another_language_need_not_be_python(self, tmp_path: Path) -> None:
        def marked(source: str, language: str) -> dict[str, object]:
            return code(source) | {"metadata": {"vscode": {"languageId": language}}}

        shell, output = marked("python -u run.py", "shellscript"), marked("speed: 0.2s/iter; left: 5s", "plaintext")
        mistaken = marked("b", "plaintext")  # it is Python: the kernel runs it as such
        file = source_file(tmp_path, notebook(code("a"), shell, output, mistaken, code("c")))
        assert names(file) == ["a", "b", "c"]
        assert file.problems == ()
        file = source_file(tmp_path, notebook(marked("d >", "python"), code("e")))
        assert names(file) == ["e"]
        assert [(p.place.cell, p.place.line) for p in file.problems] == [(1, 1)]

    def test_places_count_all_cells_and_the_lines_within_one(self, tmp_path: Path) -> None:
        cells = [markdown("intro"), code("a\n\n  # c\nb = (1,\n  2)"), markdown(""), code("é = ö + d")]
        file = source_file(tmp_path, notebook(*cells))
        assert file.tree is not None
        first, second, third = file.tree.body
        assert str(file.place(first)) == "book.ipynb:cell 2:1:1"
        place = file.place(second)
        assert (place.cell, place.line, place.column, place.end_line, place.end_column) == (2, 4, 1, 5, 5)
        assert isinstance(third, ast.Assign)
        assert isinstance(third.value, ast.BinOp)
        place = file.place(third.value.right)
        assert (place.cell, place.line, place.column, place.end_column) == (4, 1, 9, 10)

    def test_lines_are_shown_as_they_were_written(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(markdown("x"), code("%time a\n!ls\nb")))
        assert [file.line(2, line) for line in range(5)] == ["", "%time a", "!ls", "b", ""]
        assert file.line(1, 1) == ""
        assert file.line(9, 1) == ""
        assert file.line(None, 1) == ""

    def test_empty_cells_and_cells_of_comments(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code(""), code([]), code("# x"), code("   "), code("\n\n"), code("a")))
        assert names(file) == ["a"]
        assert file.problems == ()
        assert file.tree is not None
        assert file.place(file.tree.body[0]).cell == 6

    def test_line_ends_of_any_kind(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a\r\nb\rc")))
        assert file.tree is not None
        assert [file.place(node).line for node in file.tree.body] == [1, 2, 3]

    def test_the_indentation_of_a_whole_cell_is_allowed_as_ipython_allows_it(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a"), code("# note\n\n    b = 1\n    if b:\n        c\n")))
        assert file.problems == ()
        assert file.tree is not None
        place = file.place(file.tree.body[1])
        assert (place.cell, place.line, place.column) == (2, 3, 5)

    def test_of_a_cell_that_is_indented_in_part_each_line_is_moved_for_itself(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a"), code(" def f(x):\n     return x\nb = f(c)\n d = b")))
        assert file.problems == ()
        assert file.tree is not None
        assert sorted(names(file)) == ["a", "b", "b", "c", "d", "f", "x"]
        places = [file.place(node) for node in file.tree.body[1:]]
        assert [(place.line, place.column, place.end_line, place.end_column) for place in places] == [
            (1, 2, 2, 14),
            (3, 1, 3, 9),
            (4, 2, 4, 7),
        ]

    def test_a_file_that_nothing_was_written_into_yet(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, b"")
        assert file.tree is not None
        assert (file.tree.body, file.problems) == ([], ())

    def test_top_level_await_is_allowed(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a = await b()\nasync with c as d:\n    pass")))
        assert file.problems == ()
        assert sorted(names(file)) == ["a", "b", "c", "d"]

    def test_a_function_spread_over_two_cells_is_no_function(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("def f():"), code("    return 1")))
        assert [problem.place.cell for problem in file.problems] == []  # nothing has been parsed yet
        assert file.tree is not None
        assert [problem.place.cell for problem in file.problems] == [1]


class TestBadCells:
    def test_a_cell_that_does_not_parse_is_left_out_alone(self, tmp_path: Path) -> None:
        cells = [code("a"), markdown("x"), code("b = 1\nloss = (\n"), code("'''"), code("c")]
        file = source_file(tmp_path, notebook(*cells))
        assert names(file) == ["a", "c"]
        assert [str(problem.place) for problem in file.problems] == [
            "book.ipynb:cell 3:2:8",
            "book.ipynb:cell 4:1:1",
        ]
        assert file.problems[0].cause == "syntax error: '(' was never closed"

    def test_lines_in_a_cause_are_lines_of_the_cell(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a\n" * 40), code("x\ndef f():\n# TODO\ny")))
        assert names(file) == ["a"] * 40
        [problem] = file.problems
        assert problem.cause.endswith("after function definition on line 2")
        assert (problem.place.cell, problem.place.line) == (2, 4)

    def test_python_2_is_called_so(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a"), code('print "x"')))
        assert names(file) == ["a"]
        assert file.problems[0].cause == "this looks like Python 2: print statement"

    def test_without_a_single_good_cell_there_is_no_tree(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a ="), markdown("x")))
        assert file.tree is None
        assert len(file.problems) == 1

    def test_null_bytes_and_halves_of_surrogate_pairs(self, tmp_path: Path) -> None:
        file = source_file(tmp_path, notebook(code("a = '\ud83d'"), code("b\n\0")))
        assert names(file) == ["a"]
        [problem] = file.problems
        assert (problem.cause, problem.place.cell, problem.place.line) == ("contains null bytes", 2, 2)

    @pytest.mark.parametrize("cell", [1, None, [], code(7), code(["a", 7]), code({"a": 1})])
    def test_cells_of_another_shape(self, tmp_path: Path, cell: object) -> None:
        file = source_file(tmp_path, notebook(cell, code("a")))
        assert names(file) == ["a"]
        [problem] = file.problems
        assert problem.place.cell == 1


class TestFormats:
    def test_format_3_counts_cells_over_its_worksheets(self, tmp_path: Path) -> None:
        cell = {"cell_type": "code", "language": "python", "input": ["a\n", "b"], "outputs": []}
        sheets = [{"cells": [{"cell_type": "heading", "source": "x"}, cell]}, {"cells": [cell | {"input": "c"}]}]
        data = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": sheets}).encode()
        file = source_file(tmp_path, data)
        assert names(file) == ["a", "b", "c"]
        assert file.tree is not None
        assert [file.place(node).cell for node in file.tree.body] == [2, 2, 3]

    @pytest.mark.parametrize(
        "metadata",
        [
            {"kernelspec": {"language": "julia", "name": "julia-1.9"}},
            {"language_info": {"name": "R"}},
            {"language_info": {"name": "javascript"}, "kernelspec": {"language": "python"}},
        ],
    )
    def test_a_notebook_in_another_language_holds_no_python(self, tmp_path: Path, metadata: object) -> None:
        file = source_file(tmp_path, notebook(code("x <- 1 |>"), metadata=metadata))
        assert names(file) == []
        assert file.problems == ()

    @pytest.mark.parametrize(
        "metadata",
        [
            {},
            None,
            [],
            {"kernelspec": {"language": "python3"}},
            {"language_info": {"name": "python"}},
            {"kernelspec": 1},
        ],
    )
    def test_one_that_does_not_say_is_python(self, tmp_path: Path, metadata: object) -> None:
        assert names(source_file(tmp_path, notebook(code("a"), metadata=metadata))) == ["a"]

    @pytest.mark.parametrize(
        ("data", "cause"),
        [
            (b"<<<<<<< HEAD\n{}", "not JSON: Expecting value"),
            (b'{"cells": [', "not JSON: Expecting value"),
            (b"[]", "no JSON object"),
            (b"3", "no JSON object"),
            (b"{}", "no list of cells"),
            (b'{"cells": {}}', "no list of cells"),
            (b'{"worksheets": [1]}', "a worksheet without a list of cells"),
            (b'{"cells": "\xff"}', "byte 0xff at offset 11 is not UTF-8"),
            (b"[" * 200_000, "not JSON"),
        ],
    )
    def test_files_that_are_no_notebook(self, tmp_path: Path, data: bytes, cause: str) -> None:
        file = source_file(tmp_path, data)
        assert file.tree is None
        assert file.text == ""
        [problem] = file.problems
        assert problem.cause.startswith("not a notebook: ")
        assert cause in problem.cause

    def test_a_byte_order_mark_is_no_harm(self, tmp_path: Path) -> None:
        assert names(source_file(tmp_path, b"\xef\xbb\xbf" + notebook(code("a")))) == ["a"]

    @pytest.mark.parametrize("before", ["", "# as the documentation has it\n"])
    def test_the_prompts_of_an_example_are_taken_off(self, tmp_path: Path, before: str) -> None:
        file = source_file(tmp_path, notebook(code(before + ">>> for a in b:\n...     c\n...\n1\n2\n>>> d")))
        assert file.problems == ()
        assert file.tree is not None
        assert [type(node).__name__ for node in file.tree.body] == ["For", "Expr"]

    def test_only_the_code_counts_against_the_ceiling(self, tmp_path: Path) -> None:
        picture = code("a") | {"outputs": [{"data": {"image/png": "A" * 5_000_000}}]}
        file = source_file(tmp_path, notebook(picture))
        assert names(file) == ["a"]
        assert file.identifiers() == {"a", "cell"}
        assert file.contains("a")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("%matplotlib inline\na", "\na"),
        ("!pip install torch\na", "\na"),
        ("!!ls\na", "\na"),
        ("!echo 'it is (\na", "\na"),
        ("!pip install \\\n  torch \\\n  numpy\na", "\n\n\na"),
        ("?print\na", "\na"),
        ("nn.Linear?\na", "\na"),
        ("nn.Linear??  # why\na", "\na"),
        ("nn.*?\na", "\na"),
        ("%timeit?\na", "\na"),
        ("x = !ls *.py\na", "x = get_ipython()\na"),
        ("x = %sql select 1\na", "x = get_ipython()\na"),
        ("a, b = !ls", "a, b = get_ipython()"),
        ("if a:\n    !ls\nelse:\n    %cd ..\n    b", "if a:\n    pass\nelse:\n    pass\n    b"),
        ("try:\n  %tensorflow_version 2.x\nexcept Exception:\n  pass", "try:\n  pass\nexcept Exception:\n  pass"),
        ("for x in a:\n\tx?\n\tb", "for x in a:\n\tpass\n\tb"),
        ("%time loss = f(a)\nb", "pass; loss = f(a)\nb"),
        ("%run steps/data.py\nb", "from steps.data import *\nb"),
        ("%run -n -i ./data --epochs 3 \\\n  --quiet\nb", "from data import *\n\nb"),
        ("if a:\n  %run ../data.py", "if a:\n  from ..data import *"),
        ("%run 01-data.py\n%run lab.ipynb\n%run -m steps.data\n%run class.py\nb", "\n\n\n\nb"),
        ("if a:\n  %time f()", "if a:\n  pass; f()"),
        ("%%time\na\n%matplotlib inline\nb", "\na\n\nb"),
        ("\n# note\n%%capture out\n%%time\na", "\n# note\n\n\na"),
        ("%%timeit -n 3\na", "\na"),
        ("%%bash\nls | grep x\n", "\n\n"),
        ("%%html\n<b>", "\n"),
        ("%%writefile train.py\nx = 1", "\n"),
        ("%%javascript\nalert(1)", "\n"),
        ("%%script perl\nx", "\n"),
        ("%md\n# A title, not code", "\n"),
        ("pip install -q torch\ncd ..\nls -la\na", "\n\n\na"),
        ("get_ipython().system('ls')\na", "get_ipython().system('ls')\na"),
    ],
)
def test_magics_are_blanked_in_place(written: str, read: str) -> None:
    assert without_magics(written) == read
    ast.parse(read)


@pytest.mark.parametrize(
    "source",
    [
        "x = ('%d'\n     % 3)",
        "print('a %s'\n  %\n  b)",
        "x = a \\\n  % b",
        "s = '''\n%matplotlib inline\n!ls\nwhat?\n'''",
        "a\ns = '''\n>>> b\n'''",
        's = r"""\n%%bash\n\\"""\n?x\n"""',
        "x = 'what?'",
        "x = 1  # what?",
        "x = {  # (\n  'a': 1,  # ?\n}",
        "d['a=!b'] = 1",
        "x != y",
        "x %= 2",
        "f(a=1) % b",
        "cat in x",
        "ls = [1]\nls .append(2)",
        "cd = 1\nrm + 1",
        "x: int = a",
        "# %%bash\nx = 1",
        "x = '\\\n%time'",
    ],
)
def test_python_is_left_alone(source: str) -> None:
    ast.parse(source)
    assert without_magics(source) == source


def test_no_file_of_the_standard_library_is_changed() -> None:
    """Formatting with `%` on a line of its own, questions in strings: real code has it all."""
    changed = []
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        text = decoded(path.read_bytes())
        if without_magics("?x\n" + text) != "\n" + text:  # a magic at the head: nothing is skipped for having none
            changed.append(path.name)
    assert changed == []


pieces = st.sampled_from(
    [
        "%",
        "%%",
        "!",
        "?",
        "x",
        "x = ",
        "\n",
        "    ",
        "\t",
        "'",
        '"',
        "'''",
        '"""',
        "\\",
        "#",
        "(",
        ")",
        "if a:",
        "%time ",
        "é",
    ]
)
sources = st.one_of(st.text(), st.lists(pieces, max_size=30).map("".join))


@given(sources)
def test_blanking_keeps_every_line(source: str) -> None:
    assert without_magics(source).count("\n") == source.count("\n")


@given(st.lists(sources, max_size=5))
def test_cells_lie_where_they_say_in_the_joined_text(written: list[str]) -> None:
    book = read_notebook(notebook(*map(code, written)))
    lines = book.text.split("\n")
    for cell in book.cells:
        assert lines[cell.first_line - 2] == f"# cell {cell.number}"
        assert "\n".join(lines[cell.first_line - 1 :][: len(cell.lines)]) == cell.code
    tree, problems = parsed_cells(book)
    assert all(1 <= problem.line <= len(book.cells[problem.cell - 1].lines) for problem in problems)
    assert all(lines[node.lineno - 1].strip() for node in tree.body)


keys = st.sampled_from(
    ["cells", "worksheets", "cell_type", "source", "input", "metadata", "kernelspec", "language", "x"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["code", "python"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
)


PIECES = [
    "a = 1", "", "# a comment", "if a:", "if a: pass", "    b = 2", "else:", "    pass", "x = (1,", "2)", "@decorated",
    "def f():", "class A:", "    return 1", "text = '''one", "two'''", "c = 3 \\", "c = 3 \\\n", "print 1", "%time a", "try:", "except E:",
    "match a:", "    case 1: pass", "for i in a: i", "return 1", "d; e", "\tf = 1", "async", "def g(): pass", 'f"{a', '}"',
]  # fmt: skip
"""Lines of which some are Python alone, some only together, some never."""


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("\n".join), min_size=1, max_size=5))
@example(["@decorated", "def f(): pass"])
@example(["c = 3 \\\n", "a = 1"])
@example(["if a:", "    b = 2"])
@example(["text = '''one", "two'''", "a = 1"])
@example(["a = 1", "    b = 2", "d; e"])
def test_cells_in_one_piece_say_what_each_says_alone(written: list[str]) -> None:
    book = read_notebook(notebook(*map(code, written)))
    tree, problems = parsed_cells(book)
    alone, failed = _parsed_apart(book)
    assert ast.dump(tree, include_attributes=True) == ast.dump(alone, include_attributes=True)
    assert problems == failed


def test_most_notebooks_are_parsed_in_one_piece() -> None:
    assert _parsed_together(read_notebook(notebook(code("%time a = 1"), code("def f():\n    return a"), code("f()"))))
    assert not _parsed_together(read_notebook(notebook(code("@decorated"), code("def f(): pass"))))


@given(st.dictionaries(keys, json_values, max_size=5))
def test_no_json_raises_anything_but_unparsable(document: dict[str, object]) -> None:
    try:
        book = read_notebook(json.dumps(document).encode())
    except UnparsableError as error:
        cause = error.cause
    else:
        parsed_cells(book)
        cause = ""
    assert not cause or cause.startswith("not a notebook: ")


PICTURES = st.recursive(
    st.text(max_size=8) | st.sampled_from(['"image/png": "', "image/png", '\\"image/png": "a"', "iVBORw0KGgo=\n"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["image/png", "image/svg+xml", "source", "data"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def emptied(value: object) -> object:
    """Every text under a picture's key is empty, or as it was where a backslash stands at its end."""
    if isinstance(value, dict):
        texts = {k for k, v in value.items() if k.startswith("image/") and isinstance(v, str)}
        return {k: "" if k in texts else emptied(v) for k, v in value.items()}
    return [emptied(each) for each in value] if isinstance(value, list) else value


@given(PICTURES, st.sampled_from([None, 1]))
def test_pictures_alone_are_left_out(document: object, indent: int | None) -> None:
    data = json.dumps(document, indent=indent).encode()
    assert emptied(json.loads(without_pictures(data))) == emptied(document)


def test_of_a_broken_notebook_the_place_is_told_as_it_is() -> None:
    picture = {"cell_type": "code", "outputs": [{"data": {"image/png": "A" * 99}}], "source": "x = 1"}
    with pytest.raises(UnparsableError) as raised:
        read_notebook(notebook(picture)[:-1] + b",")
    assert raised.value.column > 200  # behind the picture
    with pytest.raises(UnparsableError, match="offset 200"):
        read_notebook(notebook(picture)[:200] + b"\xff")
