"""One line per finding, `path:line:column: severity[code] message`. Floor 5."""

from __future__ import annotations

from losslint.diagnostic import Diagnostic
from losslint.report.paint import BY_SEVERITY, Paint, Style, printable
from losslint.report.picture import location


def concise(diagnostic: Diagnostic, paint: Paint) -> str:
    where = paint(location(diagnostic.place), Style.BOLD)
    kind = paint(f"{diagnostic.severity}[{diagnostic.code}]", BY_SEVERITY[diagnostic.severity])
    when = f" (when {printable(diagnostic.condition)})" if diagnostic.condition else ""
    seen = f" ({diagnostic.observed} by a run)" if diagnostic.observed else ""
    return f"{where}: {kind} {printable(diagnostic.message)}{when}{seen}"
