"""A flake8 plugin: findings as `LL` codes. Floor 7.

flake8 asks about one file at a time, in several processes. A pair spans files, so the project is analysed once, in the process
that reads the options, and what is found is laid into a file whose name the workers inherit. A finding whose loss call lies
in a file that flake8 was not given stands at the first place of its evidence in one that it was.
"""

from __future__ import annotations

import atexit
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from losslint import __version__

if TYPE_CHECKING:
    from argparse import Namespace

    from losslint.diagnostic import Diagnostic
    from losslint.place import Place
    from losslint.runner import Run

SHARED = "LOSSLINT_FLAKE8_FINDINGS"
STDIN = "-"
CODES = "LL"

Found = dict[str, list[tuple[int, int, str]]]
"""By absolute path of the file: line (1-based), column (0-based, as flake8 counts) and text of each finding."""


class Plugin:
    """Made by flake8 for each file; `parse_options` is called before, once in each process."""

    name = "losslint"
    version = __version__
    _found: ClassVar[Found | None] = None

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:  # noqa: ARG002 - flake8 asks for it
        self._path = os.path.realpath(filename)
        self._answers = self._all(filename, lines)

    @classmethod
    def _all(cls, filename: str, lines: Sequence[str]) -> Found:
        if cls._found is None:  # standard input: its text is known only now
            cls._found = findings([filename], "".join(lines))
        return cls._found

    @classmethod
    def parse_options(cls, manager: object, options: Namespace, files: Sequence[str]) -> None:  # noqa: ARG003 - ditto
        paths = options.filenames or ["."]
        if STDIN in paths:
            cls._found = None
        elif multiprocessing.parent_process() is None:
            wanted = [path for path in paths if os.path.lexists(path)] if _can_be_shown(options) else []
            cls._found = findings(wanted)
            _share(cls._found)
        elif cls._found is None:
            cls._found = json.loads(Path(os.environ[SHARED]).read_text("utf-8"))

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        for line, column, text in self._answers.get(self._path, ()):
            yield line, column, text, Plugin


def _can_be_shown(options: Namespace) -> bool:
    """Whether flake8 would show any code of ours: a whole project is not read for findings that nobody sees."""
    selected = [*(options.select or ()), *(options.extend_select or ())]
    ignored = [*(options.ignore or ()), *(options.extend_ignore or ())]
    if any(selector.startswith(CODES) for selector in selected):
        return True
    by_default = not options.select or any(CODES.startswith(selector) for selector in selected)
    return by_default and not any(CODES.startswith(selector) for selector in ignored)


def findings(paths: Sequence[str], text: str | None = None) -> Found:
    """What is reported for `paths`; `text` stands for the only one. Raises ExecutionError for what the user must mend."""
    from losslint.api import UsageProblem, checked

    if not paths:
        return {}
    try:
        run, _ = checked(paths, contents=None if text is None else {paths[0]: text})
    except UsageProblem as problem:
        from flake8.exceptions import ExecutionError

        raise ExecutionError(f"losslint: {problem}") from None
    for failure in run.report.internal:
        sys.stderr.write(f"losslint: {failure}\n")
    found: Found = {}
    for finding in run.report.diagnostics:
        if place := _shown(finding, run):
            spot = (place.line, place.column - 1, _text(finding, place))
            found.setdefault(_absolute(place, run), []).append(spot)
    return found


def _shown(finding: Diagnostic, run: Run) -> Place | None:
    """The first place of the finding in a script that flake8 was given; it reads no notebooks."""
    places = chain([finding.place], (step.place for step in finding.trail))
    return next((place for place in places if place.cell is None and run.project.is_asked(place.path)), None)


def _absolute(place: Place, run: Run) -> str:
    file = run.project.file(place.path)
    return os.path.realpath(place.path if file is None else file.path)


def _text(finding: Diagnostic, shown: Place) -> str:
    from losslint.report.full import distinct
    from losslint.report.results import sentence

    first = next(iter(distinct(finding.trail, finding.place)), None)
    if shown != finding.place:
        evidence = f" (at {finding.place})"
    else:
        evidence = f" ({first.message} at {first.place})" if first else ""
    return " ".join(f"{finding.code} {sentence(finding)}{evidence}".split())


def _share(found: Found) -> None:
    """For the workers; the file goes when this process ends."""
    descriptor, name = tempfile.mkstemp(prefix=f"losslint-flake8-{os.getpid()}-", suffix=".json")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(found, stream)
    os.environ[SHARED] = name
    atexit.register(Path(name).unlink, missing_ok=True)
