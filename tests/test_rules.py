"""The catalogue proves itself: every page is well formed, runs on real torch and says what losslint says, and every
pair of the matrix is decided.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import runpy
import sys
import tomllib
from pathlib import Path

import pytest

from literate import Program, blocks, programs
from losslint.forms import Expectation, FormName, form
from losslint.loss_site import LossCall
from losslint.rules import catalogue, matrix, predicates, runs, steps
from losslint.rules.catalogue import Cell, Reads, Rule, cells, load_rules, pages_folder, parse, rules_at
from losslint.rules.messages import text, words
from markers import check_project, read_markers
from test_verdict import call, loss

RULES = load_rules()
PAGES = sorted(pages_folder().glob("LL*.md"))
EVERY = [program for page in PAGES for program in programs(page, page.read_text(encoding="utf-8"))]
LIVE = [program for program in EVERY if Reads.LIVE in RULES[program.page.stem[:5]].reads]  # said by a run of them
PROGRAMS = [program for program in EVERY if program not in LIVE]
SECTIONS = ["Why it matters", "Examples", "When it stays silent", "Fix", "References"]
WIDEST, LONGEST = 120, 120


def each(items: list[Path] | list[Program]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("item", items, ids=lambda item: item.stem if isinstance(item, Path) else str(item))


# The folder


def test_an_installation_without_rules_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "pages_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match="not installed whole"):
        catalogue.load_rules.__wrapped__()


def test_the_rules_of_the_catalogue_are_there() -> None:
    assert {
        *(f"LL{number}" for number in (*range(101, 119), *range(201, 206))),
        "LL901",
        "LL902",
        "LL903",
    } <= RULES.keys()
    assert [*RULES] == sorted(RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_every_file_of_the_folder_is_a_page_or_the_readme() -> None:
    assert {path.name for path in pages_folder().iterdir()} == {"README.md", *(page.name for page in PAGES)}


def test_a_page_that_is_not_well_formed_is_named() -> None:
    with pytest.raises(ValueError, match="not a cell"):
        cells("softmax into class-logits", RULES["LL101"].severity)
    with pytest.raises(ValueError, match="heading"):
        parse('+++\ncode = "LL199"\nseverity = "error"\n+++\nno heading\n')


def test_a_cell_lists_its_pairs_and_may_have_a_severity_of_its_own() -> None:
    error, advice = RULES["LL101"].severity, RULES["LL108"].severity
    assert cells("tanh, real -> any (advice)", error) == [
        Cell(FormName.TANH, Expectation.ANY, advice),
        Cell(FormName.REAL, Expectation.ANY, advice),
    ]


# The pages


@each(PAGES)
def test_page_is_named_for_its_rule(item: Path) -> None:
    rule = parse(item.read_text(encoding="utf-8"))
    assert item.stem == f"{rule.code}-{rule.name}"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


@each(PAGES)
def test_the_front_matter_is_toml_and_its_facts_come_first(item: Path) -> None:
    """The catalogue reads facts and words apart, and the facts as JSON."""
    text = item.read_text(encoding="utf-8").split("+++\n")[1]
    front = tomllib.loads(text)
    told = {key: {"default": value} if isinstance(value, str) else value for key, value in front.items()}
    rule = parse(item.read_text(encoding="utf-8"))
    assert rule.words._asdict() == {key: told.get(key, {}) for key in ("message", "label", "help")}
    words = {"message", "label", "help"}
    assert catalogue._facts(text.removesuffix(rule.told)) == {k: v for k, v in front.items() if k not in words}


@each(PAGES)
def test_page_has_its_headings_in_order_and_one_sentence_of_summary(item: Path) -> None:
    rule = parse(item.read_text(encoding="utf-8"))
    outside = re.sub(r"```.*?```", "", rule.page, flags=re.DOTALL)
    assert re.findall(r"^## (.+)$", outside, re.MULTILINE) == SECTIONS
    assert rule.summary.endswith(".")
    assert ". " not in rule.summary
    assert len(rule.summary) <= WIDEST


@each(PAGES)
def test_page_fits_on_two_screens(item: Path) -> None:
    lines = item.read_text(encoding="utf-8").splitlines()
    assert 40 <= len(lines) <= LONGEST, f"{len(lines)} lines"
    templates = range(2, lines[1:].index("+++") + 2)  # the lines of the front matter, where texts are one line each
    wide = [number for number, line in enumerate(lines, start=1) if len(line) > WIDEST and number not in templates]
    assert [number for number in wide if "](http" not in lines[number - 1]] == []


@each(PAGES)
def test_page_names_its_frameworks_and_links_their_documentation(item: Path) -> None:
    rule = parse(item.read_text(encoding="utf-8"))
    references = rule.page.partition("## References")[2]
    assert "Covers " in references
    assert re.search(r"\]\(https://docs\.(pytorch|python)\.org/", references)
    assert rule.frameworks
    assert rule.applicability in ("safe", "unsafe", "none")


@each(PAGES)
def test_page_shows_a_bad_and_a_good_example(item: Path) -> None:
    rule = parse(item.read_text(encoding="utf-8"))
    mine = [program for program in EVERY if program.page == item]
    said = {marker.kind for program in mine for marker in read_markers(program.text) if rule.code in marker.codes}
    assert "ok" in said
    if rule.cells or rule.predicate:
        assert str(rule.severity) in said, f"no example at the rule's own severity, {rule.severity}"
        assert Reads.LIVE in rule.reads or any(len(program.blocks) > 1 for program in mine), "no example across files"


@each(PAGES)
def test_page_says_something_in_every_text(item: Path) -> None:
    rule = parse(item.read_text(encoding="utf-8"))
    for table in rule.words:
        assert table
        assert all(value.strip() == value != "" for value in table.values())
    if rule.cells or rule.predicate:
        assert min(len(label.split()) for label in rule.words.label.values()) >= 1
        assert max(len(label.split()) for label in rule.words.label.values()) <= 4


def test_codes_that_pages_name_exist() -> None:
    for rule in RULES.values():
        assert set(rule.yields_to) <= RULES.keys()
        links = re.findall(r"\]\((LL[^)]+\.md)\)", rule.page)
        assert [link for link in links if not (pages_folder() / link).exists()] == []


# The programs in the pages


@each(PROGRAMS)
def test_program_says_what_losslint_says(item: Program, tmp_path: Path) -> None:
    item.write(tmp_path)
    assert check_project(tmp_path) == [], f"{item.page.name}: line numbers are the page's"


@each(PROGRAMS)
def test_program_runs_on_torch(item: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    script = item.write(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        if item.raises is None:
            runpy.run_path(str(script), run_name="__main__")
        else:
            with pytest.raises(getattr(builtins, item.raises)):
                runpy.run_path(str(script), run_name="__main__")
    finally:
        for block in item.blocks:
            sys.modules.pop(Path(block.options.get("title", "")).stem, None)
        for name in [name for name, module in sys.modules.items() if getattr(module, "__spec__", None) is None]:
            if name.startswith("sklearn"):  # a page may put something in the place of a library
                del sys.modules[name]


@each(LIVE)
def test_program_says_what_a_run_of_it_shows(item: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    from losslint.runtime import watch

    script = item.write(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for block in item.blocks:
        sys.modules.pop(Path(block.options.get("title", "")).stem, None)
    with watch(on_finding="collect", steps=80) as seen:
        runpy.run_path(str(script), run_name="__main__")
    markers = read_markers(script.read_text(encoding="utf-8"))
    wanted = {(mark.line, mark.kind, code) for mark in markers for code in mark.codes if mark.kind != "ok"}
    silent = {(mark.line, code) for mark in markers for code in mark.codes if mark.kind == "ok"}
    named = {code for _, _, code in wanted} | {rule.code for rule in RULES.values() if Reads.LIVE in rule.reads}
    found = {(each.place.line, str(each.severity), each.code) for each in seen.findings if each.code in named}
    assert found == wanted, f"{item.page.name}: line numbers are the page's"
    assert not silent & {(line, code) for line, _, code in found}
    assert not seen.internal


def test_blocks_keep_the_lines_of_their_page(tmp_path: Path) -> None:
    page = (
        '# a\n\n```py title="m.py"\nx = 1\n```\n\n```py title="n.py" raises="OSError"\ny = 2\n```\n'
        "# b\n```py\nz = 3\n```\n"
    )
    first, second = programs(Path("page.md"), page)
    assert first.raises == "OSError"
    assert second.raises is None
    assert first.write(tmp_path) == tmp_path / "n.py"
    assert (tmp_path / "n.py").read_text().splitlines()[7] == "y = 2" == page.splitlines()[7]
    assert [block.heading for block in blocks(page)] == ["a", "a", "b"]
    with pytest.raises(ValueError, match="not closed"):
        list(blocks("```py\nx = 1\n"))
    with pytest.raises(ValueError, match="two files"):
        programs(Path("page.md"), '```py title="m.py"\n```\n```py title="m.py"\n```\n')


# The matrix


def test_every_pair_is_decided() -> None:
    assert matrix.undecided() == []


def test_a_pair_has_one_rule_at_most() -> None:
    seen: dict[tuple[FormName, Expectation], str] = {}
    for rule in RULES.values():
        for cell in rule.cells:
            assert seen.setdefault((cell.form, cell.expects), rule.code) == rule.code


def test_a_pair_is_decided_in_one_place() -> None:
    """A row of the README's table that a page has taken over, or that says what another row says, must go."""
    owned = {(cell.form, cell.expects) for rule in RULES.values() for cell in rule.cells}
    rows = [key for key, _ in matrix.without_rule()]
    assert [key for key in rows if key in owned] == []
    assert sorted(rows) == sorted(set(rows))


def test_a_row_that_contradicts_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    key = (FormName.SOFTMAX, Expectation.CLASS_LOGITS)
    monkeypatch.setattr(matrix, "without_rule", lambda: [(key, matrix.Decision("fine", "no"))])
    with pytest.raises(ValueError, match="LL101"):
        matrix.matrix()


def test_what_is_silent_has_a_reason() -> None:
    for key, decision in matrix.matrix().items():
        assert decision.verdict in RULES or len(decision.reason) > 10, key


def test_unknown_is_silent_everywhere() -> None:
    decided = matrix.matrix()
    assert {decided[FormName.UNKNOWN, wanted].verdict for wanted in Expectation} == {"-"}
    assert {decided[carried, Expectation.UNKNOWN].verdict for carried in FormName} == {"-"}


def test_the_matrix_as_a_table() -> None:
    lines = matrix.markdown().splitlines()
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    assert "| softmax | LL101 | LL105 | LL105 | ✓ | LL104 |" in matrix.markdown()
    assert [name for name in FormName if f"| {name} |" not in matrix.markdown()] == [FormName.LOSS, FormName.UNKNOWN]


# Predicates and texts


def test_predicates_are_small_and_named_by_a_page() -> None:
    of_losses = [rule for rule in RULES.values() if Reads.LOSS_CALL in rule.reads]
    named = {named for rule in of_losses for named in (rule.predicate, rule.elsewhere)} - {None}
    assert named == predicates.PREDICATES.keys()
    assert {rule.predicate for rule in RULES.values() if Reads.STEP in rule.reads} == steps.QUESTIONS.keys()
    assert {rule.predicate for rule in RULES.values() if Reads.RUN in rule.reads} == runs.QUESTIONS.keys()
    for predicate in predicates.PREDICATES.values():
        assert len(inspect.getsource(predicate).splitlines()) <= 30


def test_rules_name_no_framework() -> None:
    """Rules look at observations: what belongs to one framework is knowledge. (A page may quote what torch says.)"""
    for path in Path(predicates.__file__).parent.glob("*.py"):
        imported = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert not any("torch" in ast.unparse(node) for node in imported)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if Reads.LOSS_CALL in rule.reads], ids=lambda r: r.code
)
def test_every_text_can_be_filled(rule: Rule) -> None:
    """For every form, expectation and kind of target, with and without known units: no unknown placeholder, no nan."""
    for carried in FormName:
        for expects in Expectation:
            for units in (None, 1, 10):
                said = text(rule, any_call(carried, expects, units))
                assert not any("{" in part or "nan" in part for part in said)


def any_call(carried: FormName, expects: Expectation, units: int | None) -> LossCall:
    output = form(carried, under=(FormName.SOFTMAX,), units=units, units_dim=-1)
    return call(output, loss(expects), target=form("class-index"))


def test_the_readme_lists_every_placeholder() -> None:
    listed = (pages_folder() / "README.md").read_text(encoding="utf-8")
    assert [name for name in words(any_call(FormName.LOGITS, Expectation.ANY, 10)) if f"{{{name}}}" not in listed] == []


def test_a_rule_is_found_by_its_cell() -> None:
    found = [rule.code for rule, _, _ in rules_at(FormName.SOFTMAX, Expectation.CLASS_LOGITS)]
    assert found[0] == "LL101"
    of_losses = [rule for rule in RULES.values() if Reads.LOSS_CALL in rule.reads]
    everywhere = {rule.code for rule in of_losses if rule.elsewhere or (rule.predicate and not rule.cells)}
    assert {*found[1:]} == everywhere - {"LL101"}
