"""The rules by what they look at, and the libraries by what is known of them, as Markdown tables. Floor 4.

In: the rule pages and the stubs; out: the generated parts of docs/rules.md (tests/test_docs.py holds them to that).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from losslint.knowledge import Knowledge
from losslint.rules.catalogue import Reads, Rule, load_rules

NAMES = {"torch": "PyTorch"}
MENDED = {"safe": "`--fix`", "unsafe": "`--unsafe-fixes`", "none": "by hand"}
YES, NO = "✓", "–"


def rules() -> str:
    """One row for each rule: severity, and for each framework whether it speaks of source and of a run."""
    frameworks = sorted({framework for rule in load_rules().values() for framework in rule.frameworks})
    heads = [f"{NAMES.get(name, name)}: {what}" for name in frameworks for what in ("source", "run")]
    lines = [
        f"| rule | severity | {' | '.join(heads)} | mended |",
        "| --- | --- |" + " :-: |" * len(heads) + " --- |",
    ]
    for rule in load_rules().values():
        spoken = [status for name in frameworks for status in statuses(rule, name)]
        link = f"[{rule.code}](../rules/{rule.code}-{rule.name}.md) {rule.name}"
        lines.append(f"| {link} | {rule.severity} | {' | '.join(spoken)} | {MENDED[rule.applicability]} |")
    return "\n".join(lines) + "\n"


def statuses(rule: Rule, framework: str) -> Iterator[str]:
    """Does it look at the source of such programs, and at a run of them?"""
    covered = framework in rule.frameworks
    of_code = bool(rule.cells or rule.predicate)  # what is left speaks of files and comments
    yield YES if covered and Reads.LIVE not in rule.reads else NO
    yield YES if covered and of_code and {Reads.LIVE, Reads.LOSS_CALL}.intersection(rule.reads) else NO


def libraries() -> str:
    """One row for each library: how many classes and functions are declared, and what of them are losses, metrics and
    distributions, and trainers that are handed a loss."""
    lines = [
        "| library | declared | losses | metrics, distributions | trainers |",
        "| --- | --: | --: | --: | --: |",
    ]
    shipped = Knowledge.load().roots[-1]
    for folder in sorted(path for path in shipped.iterdir() if (path / "__init__.pyi").is_file()):
        known = Knowledge((folder,)).identifiers
        losses = len(known.loss_classes) + len(known.loss_functions)
        others = len(known.distributions) + len(known.metric_classes) + len(known.metric_functions)
        numbers = (declared(folder), losses, others, len(known.trainers))
        lines.append(f"| {folder.name} | " + " | ".join(str(number or NO) for number in numbers) + " |")
    return "\n".join(lines) + "\n"


def declared(folder: Path) -> int:
    """The classes, and the functions outside of them, that the stubs of a library name."""
    lines = (line for path in folder.rglob("*.pyi") for line in path.read_text(encoding="utf-8").splitlines())
    return len({line.partition("(")[0].rstrip(":.") for line in lines if line.startswith(("class ", "def "))})
