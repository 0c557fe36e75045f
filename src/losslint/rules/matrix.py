"""The matrix: every form that an output may carry x everything that a loss may expect, each cell decided. Floor 4.

In: the cells of the rule pages, and the table of pairs without a rule in the folder's README; out: `Decision`s, and the
matrix as a Markdown table. A pair is reported by one code, or *fine*, or `-`: silent for a reason. A row of
the table may also name a code that has no page yet: its cell is `-` until that page owns it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from losslint.forms import Expectation, FormName
from losslint.record import dataclass
from losslint.rules.catalogue import load_rules, pages_folder

FINE, SILENT = "fine", "-"
SHORT = {FINE: "✓", SILENT: "–"}
KEY = "✓ fits; – is silent for a reason; a code is reported where its page says, for `real` only with a proven range."

Key = tuple[FormName, Expectation]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one pair: `fine`, `-` or a code, with the reason where it is no code of a page."""

    verdict: str
    reason: str = ""


def matrix() -> dict[Key, Decision]:
    """Every decided cell. Raises ValueError where a pair is decided twice, and differently."""
    owned = {(cell.form, cell.expects): rule.code for rule in load_rules().values() for cell in rule.cells}
    cells = {key: Decision(code) for key, code in owned.items()}
    for key, decision in without_rule():
        if key in cells and cells[key].verdict != decision.verdict:
            raise ValueError(
                f"{key[0]} -> {key[1]} is {cells[key].verdict} and, in the README's table, {decision.verdict}"
            )
        if key not in cells:
            cells[key] = decision
    return {key: _settled(decision) for key, decision in cells.items()}


def undecided() -> list[Key]:
    """The pairs that nobody has thought about."""
    decided = matrix()
    return [key for key in product(FormName, Expectation) if key not in decided]


def without_rule() -> Iterator[tuple[Key, Decision]]:
    """The rows `| forms | expectations | verdict | reason |` of the README, one item for each pair; `every` is all."""
    text = (pages_folder() / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Pairs without a rule\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith(("| `", "| every"))]
    for row in rows:
        forms, wanted, verdict, reason = (cell.strip() for cell in row.strip().strip("|").split("|"))
        for form, expects in product(_listed(forms, list(FormName)), _listed(wanted, list(Expectation))):
            yield (FormName(form), Expectation(expects)), Decision(verdict, reason)


def markdown() -> str:
    """The matrix as a Markdown table: a row for each form, a column for each expectation."""
    decided, columns = matrix(), [wanted for wanted in Expectation if wanted is not Expectation.UNKNOWN]
    lines = [
        "| carries \\ expects | " + " | ".join(columns) + " |",
        "| --- |" + " :-: |" * len(columns),
    ]
    for form in (form for form in FormName if form not in (FormName.LOSS, FormName.UNKNOWN)):
        verdicts = (decided[form, wanted].verdict for wanted in columns)
        lines.append(f"| {form} | " + " | ".join(SHORT.get(verdict, verdict) for verdict in verdicts) + " |")
    return "\n".join([*lines, "", KEY]) + "\n"


def _listed(cell: str, everything: list[FormName] | list[Expectation]) -> list[str]:
    return [str(name) for name in everything] if cell == "every" else re.findall(r"`([^`]+)`", cell)


def _settled(decision: Decision) -> Decision:
    """A code without a page reports nothing yet."""
    code = decision.verdict
    if code in (FINE, SILENT) or code in load_rules():
        return decision
    return Decision(SILENT, f"{code}, not written yet: {decision.reason}")
