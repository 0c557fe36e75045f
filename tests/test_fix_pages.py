"""What a rule's page says about its fix is true of its own examples: `applicability` in the front matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixing import analysed
from literate import Program, programs
from losslint import mend
from losslint.rules.catalogue import Rule, load_rules, pages_folder

PAGES = {path.name[:5]: path for path in sorted(pages_folder().glob("LL*.md"))}
BY_COMMENT = ("LL902", "LL903")  # their fixes are tested with the comments


def fixes_of(rule: Rule, program: Program, folder: Path) -> set[str]:
    """How safe the fixes are that this rule's findings in a program have."""
    program.write(folder)
    found = mend.fixes(
        analysed(folder),
        lambda run: [diagnostic for diagnostic in run.report.diagnostics if diagnostic.code == rule.code],
        trials=20,
    )
    return {str(fix.applicability) for fix in found.values()}


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.code)
def test_a_rule_has_the_fixes_that_its_page_claims(rule: Rule, tmp_path: Path) -> None:
    if rule.code in BY_COMMENT:
        return
    page = PAGES[rule.code]
    seen: set[str] = set()
    for number, program in enumerate(programs(page, page.read_text(encoding="utf-8"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        seen |= fixes_of(rule, program, folder)
    assert (rule.applicability != "none") == bool(seen)
    assert (rule.applicability == "safe") == ("safe" in seen)
    text = " ".join(rule.page.partition("## Fix")[2].partition("## References")[0].split())
    assert text.startswith("By hand") == (rule.applicability == "none")
    assert ("`--fix`" in text or "Safe:" in text) == (rule.applicability == "safe")
    assert ("`--unsafe-fixes`" in text) == bool("unsafe" in seen)
