"""One answer of a question that a page names, and the finding that it makes. Floor 4.

In: a rule and a `Found`; out: a `Diagnostic`. The page's texts are keyed by the `case` of what was found, or `default`.
"""

from __future__ import annotations

from collections.abc import Mapping

from losslint.diagnostic import Diagnostic, Severity
from losslint.guards import ALWAYS, Guards
from losslint.place import Place, Trail
from losslint.record import dataclass, field
from losslint.rules.catalogue import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: where, which of the page's texts, its placeholders, the evidence; `severity` if it is not the page's,
    `guards` if it holds under conditions only."""

    place: Place
    case: str = "default"
    words: Mapping[str, str] = field(default_factory=dict)
    trail: Trail = ()
    severity: Severity | None = None
    guards: Guards = ALWAYS


def diagnostic(rule: Rule, found: Found) -> Diagnostic:
    message, label, help_ = (
        table.get(found.case, table.get("default", "")).format_map(found.words) for table in rule.words
    )
    off = any(guard.default is False for guard in found.guards)  # the program's defaults do not lead there
    severity = Severity.ADVICE if off else found.severity or rule.severity
    said = " and ".join(sorted(guard.text for guard in found.guards if guard.default is False)) or None
    return Diagnostic(rule.code, rule.name, severity, message, found.place, label, found.trail, said, help=help_)
