"""`--output-format junit`: a test report. Floor 5.

A file with findings is a test suite and each finding a test case: failed if it is severe enough for the exit code 1, else passed
with its text as the case's output. A run without findings is one passed case, since an empty report is taken for a failed job.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as ET

from losslint.diagnostic import Diagnostic
from losslint.regular import regular
from losslint.report.full import full
from losslint.report.paint import PLAIN
from losslint.report.results import Results, first_line, sentence

_NO_XML = regular("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Results) -> bytes:
    suites = [_suite(path, list(group), results) for path, group in groupby(results.found, _file)]
    root = ET.Element(
        "testsuites", {"name": "losslint", **_counts(results.found, results)}, time=f"{results.report.seconds:.3f}"
    )
    root.extend(suites or [_nothing_found(results)])
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _suite(path: str, found: list[Diagnostic], results: Results) -> ET.Element:
    suite = ET.Element("testsuite", {"name": _xml(path), **_counts(found, results)}, time="0")
    for finding in found:
        name = f"{finding.code} {finding.name} ({finding.place})"
        line = str(first_line(finding.place))
        where = {"classname": _xml(path), "name": _xml(name), "file": _xml(path), "line": line}
        case = ET.SubElement(suite, "testcase", where, time="0")
        text = _xml(full(finding, results.lines, PLAIN))
        if results.fails(finding):
            kind = f"{finding.severity}[{finding.code}]"
            ET.SubElement(case, "failure", type=kind, message=_xml(sentence(finding))).text = text
        else:
            ET.SubElement(case, "system-out").text = text
    return suite


def _nothing_found(results: Results) -> ET.Element:
    suite = ET.Element("testsuite", {"name": "losslint", **_counts((), results)}, time="0")
    ET.SubElement(suite, "testcase", classname="losslint", name="no findings", time="0")
    return suite


def _counts(found: Iterable[Diagnostic], results: Results) -> dict[str, str]:
    failed = [results.fails(finding) for finding in found]
    return {"tests": str(max(len(failed), 1)), "failures": str(sum(failed)), "errors": "0"}


def _file(finding: Diagnostic) -> str:
    return finding.place.path


def _xml(text: str) -> str:
    """XML cannot say every character."""
    return _NO_XML.sub("\ufffd", text)
