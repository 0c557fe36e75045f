"""The catalogue: every page of the rules folder as a `Rule`. Floor 4.

In: `LLnnn-name.md` pages (TOML front matter, then Markdown); out: `Rule`s by code. The folder is `pages` beside this
file in an installed package and `<repository>/rules` in a checkout. A page that lies there is a rule: nothing is
registered.

A *cell* is one pair, form carried x expectation of the loss, written `softmax -> class-logits`; lists on either side
stand for all their pairs, and `(warning)` behind it gives these pairs a severity of their own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path

from losslint.diagnostic import Severity
from losslint.forms import Expectation, FormName, OperationKind
from losslint.record import dataclass
from losslint.regular import regular

Templates = Mapping[str, str]  # which pair (see messages.py) -> text with {placeholders}

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
    message: Templates
    label: Templates
    help: Templates
    reads: tuple[Reads, ...] = (Reads.LOSS_CALL,)
    operations: tuple[OperationKind, ...] = ()
    losses: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The whole page, without its front matter. Read when it is asked for: a program that is watched need not hold it."""
        file = pages_folder() / f"{self.code}-{self.name}.md"
        return file.read_text(encoding="utf-8").split("+++\n", 2)[2].lstrip("\n")


def pages_folder() -> Path:
    """Where the pages lie."""
    installed = Path(__file__).parent / "pages"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "rules"


@cache
def load_rules() -> dict[str, Rule]:
    """All rules by code, in the order of their codes. Raises ValueError, naming the page, for a malformed one, and where
    there is none at all: losslint would find nothing, and nobody would know why."""
    rules = [_read(path) for path in sorted(pages_folder().glob("LL*.md"))]
    if not rules:
        raise ValueError(f"losslint is not installed whole: no rule lies in {pages_folder()}")
    return {rule.code: rule for rule in rules}


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
        return parse(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def parse(text: str) -> Rule:
    """One page's text as a `Rule`."""
    _, front, page = text.split("+++\n", 2)
    facts = tomllib.loads(front)
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
        message=_templates(facts.get("message", {})),
        label=_templates(facts.get("label", {})),
        help=_templates(facts.get("help", {})),
        reads=tuple(Reads(kind) for kind in _listed(facts.get("reads", Reads.LOSS_CALL))),
        operations=tuple(OperationKind(kind) for kind in facts.get("operations", ())),
        losses=tuple(facts.get("losses", ())),
    )


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


def _templates(value: str | dict[str, str]) -> Templates:
    return {"default": value} if isinstance(value, str) else value
