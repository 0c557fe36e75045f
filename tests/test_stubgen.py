"""`losslint stubgen`: a program that uses a library is judged by its stubs as it is judged by its source."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from losslint.cli import main
from losslint.forms import FormName
from losslint.knowledge import Knowledge
from losslint.knowledge.reader import read_stub
from losslint.knowledge.summary import (
    REQUIRED,
    Carries,
    Keeps,
    LossValue,
    Named,
    Parameter,
    Returns,
    Several,
    Summary,
    Through,
)
from losslint.knowledge.writer import stub_text
from losslint.stubgen import write_stubs

FIXTURE = Path(__file__).parent.parent / "fixtures" / "stubgen"


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(FIXTURE / "privlib", folder / "privlib")
    (folder / "losslint.toml").touch()
    write_stubs(Path("privlib"), folder / "stubs", cwd=folder)
    return folder / "stubs"


def verdicts(folder: Path) -> dict[int, str]:
    """What is said of each line of the program that calls a loss, or leads to one."""
    done = CliRunner().invoke(main, ["pairs", "--no-cache", "--output-format", "json", str(folder)])
    assert done.exit_code == 0, done.output
    found: dict[int, str] = {}
    for pair in json.loads(done.stdout)["pairs"]:
        places = [pair, *pair["trail"]]
        line = max((p["line"] for p in places if p["path"].endswith("program.py")), default=0)
        found[line] = pair["verdict"] if pair["verdict"] != "mismatch" else f"mismatch {pair['codes']}"
    return found


def test_stubs_say_what_the_source_says(stubs: Path, tmp_path: Path) -> None:
    seen, unseen = tmp_path / "seen", tmp_path / "unseen"
    shutil.copytree(FIXTURE, seen)
    (seen / "losslint.toml").touch()
    unseen.mkdir()
    shutil.copy(FIXTURE / "program.py", unseen)
    (unseen / "losslint.toml").write_text(f"knowledge = [{str(stubs)!r}]")
    program = (FIXTURE / "program.py").read_text().splitlines()
    calls = {line: text for line, text in enumerate(program, 1) if text.endswith(".backward()")}
    by_source = {calls[line]: said for line, said in verdicts(seen).items() if line in calls}
    by_stubs = {calls[line]: said for line, said in verdicts(unseen).items() if line in calls}
    assert len(by_stubs) == len(calls) >= 24
    # A softmax below a log-softmax is a stacked activation in the source; a stub says only what its loss wants.
    assert by_stubs.pop("Focal()(Soft(3)(x), y).backward()") == "mismatch ['LL101']"
    # A loss by hand has no name in the source; its stub says that it applies the sigmoid.
    assert by_stubs.pop("Dice()(Plain(3)(x), t).backward()") == "match"
    compared = {text: said for text, said in by_source.items() if text in by_stubs}
    assert len(compared) >= 15
    assert compared == {text: by_stubs[text] for text in compared}


def test_what_the_library_says_of_itself(stubs: Path) -> None:
    knowledge = Knowledge.load([stubs])
    Knowledge.check([stubs])

    def result(name: str) -> list[object]:
        return [s.result for s in knowledge.method(f"privlib.nets.{name}", "forward") or ()]

    assert result("plain.Plain") == [Through("fc")]
    assert result("plain.Keep") == [Keeps("T")]
    assert result("plain.Switch") == [Carries(FormName.SOFTMAX), Carries(FormName.LOGITS)]
    assert result("soft.Pair") == [Several((Carries(FormName.LOGITS), Carries(FormName.SIGMOID)))]
    assert result("soft.Named") == [
        Named((("logits", Carries(FormName.LOGITS)), ("probabilities", Carries(FormName.SOFTMAX))))
    ]
    assert [s.result for s in knowledge.function("privlib.build") or ()] == [Returns("privlib.nets.soft.Soft")]
    focal = knowledge.function("privlib.focal")
    assert focal is not None
    assert focal[0].result == LossValue()
    assert [p.expects for p in focal[0].parameters] == [("binary-logits",), (), ()]
    assert [p.is_target for p in focal[0].parameters] == [False, True, False]


def test_the_argument_that_sizes_the_output_is_marked(stubs: Path) -> None:
    knowledge = Knowledge.load([stubs])

    def sized(name: str) -> tuple[list[str], int | None]:
        (made,) = knowledge.method(f"privlib.nets.{name}", "__init__") or ()
        return [p.name for p in made.parameters if p.units], knowledge.units_dim(f"privlib.nets.{name}")

    assert sized("plain.Plain") == sized("soft.Soft") == (["classes"], -1)
    assert sized("soft.Pair") == sized("plain.Base") == ([], None)  # two outputs; no output


def test_a_stub_is_python_and_reads_back_as_it_was(stubs: Path, tmp_path: Path) -> None:
    for path in sorted(stubs.rglob("*.pyi")):
        ast.parse(path.read_text())
        parts = path.relative_to(stubs).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        first = read_stub(path, name)
        again = tmp_path / path.name
        functions = [first.functions[f] for f in first.functions]
        again.write_text(stub_text(name, first.exports, list(first.classes.values()), functions))
        second = read_stub(again, name)
        assert (second.classes, second.functions) == (first.classes, first.functions)


def test_a_signature_is_written_in_pythons_order(tmp_path: Path) -> None:
    parameters = (
        Parameter("a", "positional", REQUIRED, variable="T"),
        Parameter("flag", "positional", True),
        Parameter("fixed", "positional", REQUIRED, literal=("x",)),
        Parameter("rest", "var_positional"),
        Parameter("mode", "keyword", None, literal=(None, "b")),
        Parameter("more", "var_keyword"),
    )
    text = stub_text("m", {}, [], [(Summary("m.f", parameters, Keeps("T")),)])
    line = text.splitlines()[-1]
    assert line == (
        "def f(a: T, flag: object = True, fixed: Literal['x'] = ..., *rest: object, "
        "mode: Literal[None, 'b'] = None, **more: object) -> T: ..."
    )
    ast.parse(text)


def test_the_command(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE / "privlib", tmp_path / "privlib")
    done = CliRunner().invoke(main, ["stubgen", str(tmp_path / "privlib"), "-o", str(tmp_path / "out")])
    assert (done.exit_code, done.output) == (0, f"Wrote 6 stubs into {tmp_path / 'out'}\n")
    assert (tmp_path / "out" / "privlib" / "nets" / "plain.pyi").is_file()
    assert CliRunner().invoke(main, ["stubgen", str(tmp_path / "nothing")]).exit_code == 2
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(main, ["stubgen", str(tmp_path / "empty")])
    assert done.exit_code == 2
    assert "no Python module" in done.output


def test_the_stubs_that_the_docs_show_are_stubs(tmp_path: Path) -> None:
    shown = (Path(__file__).parent.parent / "docs" / "stubs.md").read_text()
    blocks = [block.partition("\n```")[0] for block in shown.split("```py\n# stubs/")[1:]]
    for block in blocks:
        name, _, text = block.partition("\n")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    knowledge = Knowledge.load([tmp_path])
    Knowledge.check([tmp_path])
    assert len(blocks) == 2
    layers = {
        cls: [n for _, n in knowledge.layers(f"mylib.nets.{cls}", "head")] for cls in ("Scored", "Named", "Ended")
    }
    assert [name.rpartition(".")[2] for name in layers["Named"]] == ["Dropout", "Linear"]
    assert layers["Scored"] == layers["Named"]
    assert layers["Ended"][0] == "..."
    (deep,) = knowledge.method("mylib.nets.Deep", "forward") or ()
    assert deep.result == Several((Carries(FormName.LOGITS),), last=True)
