"""The formats that machines read, by name: a renderer is loaded when it is asked for. Floor 5.

A new format is a module with `render(Results) -> bytes`, its name here, in the command line's list and in docs/output.md.
"""

from __future__ import annotations

from importlib import import_module

from losslint.report.results import Results

MACHINE_FORMATS = {
    "json": "document",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
}


def rendered(name: str, results: Results) -> bytes:
    """The whole document."""
    document = import_module(f"losslint.report.{MACHINE_FORMATS[name]}").render(results)
    assert isinstance(document, bytes)
    return document
