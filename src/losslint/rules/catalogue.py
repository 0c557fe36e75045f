"""The catalogue: every page of the rules folder as a `Rule`. Floor 4.

In: `LLnnn-name.md` pages (TOML front matter, then Markdown); out: `Rule`s by code. The folder is `pages` beside this
file in an installed package and `<repository>/rules` in a checkout. A page that lies there is a rule: nothing is
registered. A page is read when its rule is first asked for, and the words of its findings when there is one.

A *cell* is one pair, form carried x expectation of the loss, written `softmax -> class-logits`; lists on either side
stand for all their pairs, and `(warning)` behind it gives these pairs a severity of their own.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from losslint.diagnostic import Severity
from losslint.forms import Expectation, FormName, OperationKind
from losslint.record import dataclass
from losslint.regular import regular

Templates = Mapping[str, str]  # which pair (see messages.py) -> text with {placeholders}

_WORDS = regular(
    r"^(?:message|label|help) =|^\[", re.MULTILINE
)  # where the front matter's facts end and the words begin
_KEY = regular(r"^(\w+) =", re.MULTILINE)
_CELL = regular(r"^(?P<forms>[^>()]+?) -> (?P<expects>[^>()]+?)(?: \((?P<severity>\w+)\))?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair that a rule reports, and how severely."""

    form: FormName
    expects: Expectation
    severity: Severity


class Reads(StrEnum):
    """The kind of observation that a rule looks at (observation.py)."""

    LOSS_CALL = "loss-call"
    OPERATION = "operation"
    STEP = "step"
    RUN = "run"
    LIVE = "live"  # a running program (trajectory.py)


class Words(NamedTuple):
    """What a finding of a rule says, for each pair that it speaks of in its own way."""

    message: Templates
    label: Templates
    help: Templates


@dataclass(frozen=True, slots=True)
class Rule:
    """One page. `reads` are the kinds of observations it looks at. Of a loss call `cells` are the pairs it reports, narrowed
    by the function of predicates.py named `predicate`; with a predicate alone it looks at every pair; with neither it is
    reported by the run itself. The predicate `elsewhere` looks at the pairs that are no cell of the rule (a target that
    fits no output); `reads_target`: whatever the output is, unknown included; `any_loss`: whatever the loss is, a custom one
    included. It is not reported where an error or warning of a code in `yields_to` stands at the same call. Where `losses`
    are named it looks at those alone. Of operations it looks at the kinds `operations`, narrowed by the function of
    operation_predicates.py."""

    code: str
    name: str
    severity: Severity
    summary: str
    cells: tuple[Cell, ...]
    predicate: str | None
    elsewhere: str | None
    reads_target: bool
    any_loss: bool
    applicability: str
    since: str
    frameworks: tuple[str, ...]
    yields_to: tuple[str, ...]
    told: str  # `message`, `label` and `help`, as the page has them
    reads: tuple[Reads, ...] = (Reads.LOSS_CALL,)
    operations: tuple[OperationKind, ...] = ()
    losses: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        return _words(self.told)

    @property
    def page(self) -> str:
        """The whole page, without its front matter. Read when it is asked for: a program that is watched need not hold it."""
        file = pages_folder() / f"{self.code}-{self.name}.md"
        return file.read_text(encoding="utf-8").split("+++\n", 2)[2].lstrip("\n")


def pages_folder() -> Path:
    """Where the pages lie."""
    installed = Path(__file__).parent / "pages"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "rules"


class Rules(Mapping[str, Rule]):
    """The rules by code, in the order of their codes: which there are say the names of the pages."""

    def __init__(self, folder: Path) -> None:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - most runs open none of them
        self._folder = folder
        self._names = {name.partition("-")[0]: name for name in names if name.startswith("LL") and name.endswith(".md")}
        self._rules: dict[str, Rule] = {}

    def __getitem__(self, code: str) -> Rule:
        if code not in self._rules:
            self._rules[code] = _read(self._folder / self._names[code])
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, code: object) -> bool:
        return code in self._names


@cache
def load_rules() -> Rules:
    """All rules. Raises ValueError where there is none at all: losslint would find nothing, and nobody would know why; to
    ask for one raises ValueError, naming the page, where it is malformed."""
    folder = pages_folder()
    rules = Rules(folder)
    if not rules:
        raise ValueError(f"losslint is not installed whole: no rule lies in {folder}")
    return rules


@cache
def rules_at(form: FormName, expects: Expectation) -> tuple[tuple[Rule, Severity, str | None], ...]:
    """The rules that look at this pair, with the predicate that they ask: those that own its cell, then those that look at
    every pair."""
    rules = load_rules().values()
    owners = [
        (rule, cell.severity, rule.predicate)
        for rule in rules
        for cell in rule.cells
        if (cell.form, cell.expects) == (form, expects)
    ]
    owning = {rule.code for rule, _, _ in owners}
    every = [rule for rule in rules if Reads.LOSS_CALL in rule.reads and rule.predicate and not rule.cells]
    everywhere = [(rule, rule.severity, rule.predicate) for rule in every]
    beside = [(rule, rule.severity, rule.elsewhere) for rule in rules if rule.elsewhere and rule.code not in owning]
    return *owners, *everywhere, *beside


@cache
def rules_reading(kind: Reads) -> tuple[Rule, ...]:
    """The rules that look at observations of this kind."""
    return tuple(rule for rule in load_rules().values() if kind in rule.reads and (rule.cells or rule.predicate))


def _read(path: Path) -> Rule:
    try:
        return parse(path.read_bytes().decode())
    except (ValueError, KeyError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def parse(text: str) -> Rule:
    """One page's text as a `Rule`."""
    _, front, page = text.split("+++\n", 2)
    words = _WORDS.search(front)
    end = words.start() if words else len(front)
    facts = _facts(front[:end])
    severity = Severity(facts["severity"])
    name, summary = heading(page)
    return Rule(
        code=facts["code"],
        name=name,
        severity=severity,
        summary=summary,
        cells=tuple(cell for line in facts.get("cells", ()) for cell in cells(line, severity)),
        predicate=facts.get("predicate"),
        elsewhere=facts.get("elsewhere"),
        reads_target=facts.get("reads_target", False),
        any_loss=facts.get("any_loss", False),
        applicability=facts["applicability"],
        since=facts["since"],
        frameworks=tuple(facts["frameworks"]),
        yields_to=tuple(facts.get("yields_to", ())),
        told=front[end:],
        reads=tuple(Reads(kind) for kind in _listed(facts.get("reads", Reads.LOSS_CALL))),
        operations=tuple(OperationKind(kind) for kind in facts.get("operations", ())),
        losses=tuple(facts.get("losses", ())),
    )


def _facts(front: str) -> dict[str, Any]:
    """The facts are TOML of which each value is JSON as well (tests/test_rules.py): as that, all pages are read in 1 ms instead
    of 6, every run."""
    return dict(json.loads("{" + _KEY.sub(r',"\1":', front)[1:] + "}"))


def heading(page: str) -> tuple[str, str]:
    """The name (first heading) and the summary (the paragraph below it) of a page."""
    match = re.search(r"^# (?P<name>\S+)\n\n(?P<summary>.+?)\n\n", page, re.MULTILINE | re.DOTALL)
    if match is None:
        raise ValueError("the page needs a heading and a paragraph below it")
    return match["name"], " ".join(match["summary"].split())


def cells(line: str, severity: Severity) -> list[Cell]:
    """`softmax, sigmoid -> log-probability (warning)` as its two cells."""
    match = _CELL.match(line)
    if match is None:
        raise ValueError(f"not a cell: {line!r} (write `form, form -> expectation (severity)`)")
    forms, expects = (re.split(r",\s*", match[side]) for side in ("forms", "expects"))
    given = Severity(match["severity"]) if match["severity"] else severity
    return [Cell(FormName(form), Expectation(wanted), given) for form, wanted in product(forms, expects)]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@cache
def _words(told: str) -> Words:
    import tomllib

    tables = tomllib.loads(told)
    return Words(*(_templates(tables.get(kind, {})) for kind in Words._fields))


def _templates(value: str | dict[str, str]) -> Templates:
    return {"default": value} if isinstance(value, str) else value
