"""`--output-format json-lines`: each finding as in the JSON document, one a line. Floor 5."""

from __future__ import annotations

from losslint.report.document import diagnostic_object, written
from losslint.report.results import Results


def render(results: Results) -> bytes:
    return b"".join(written(diagnostic_object(finding), indent=None) for finding in results.found)
