"""From paths to a report: which files, which loss calls, which findings. Floor 6.

The analysis is recursive, and so is the code that it reads: it runs in a thread of its own with a stack deep enough
for any program that Python itself accepts. Its data holds few cycles and lives to the end, so the cyclic collector is off
meanwhile.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from losslint.analysed import Analysis, Parts
from losslint.config import EVERYTHING, Config
from losslint.diagnostic import Diagnostic, FileCounts, Report
from losslint.digest import digested
from losslint.place import Place, Trail
from losslint.record import dataclass, field, replace

if TYPE_CHECKING:
    from losslint.analysis.evaluators import Evaluators
    from losslint.analysis.sites import Progress
    from losslint.analysis.trace import TraceRow
    from losslint.cache import Cache
    from losslint.seen import Seen
    from losslint.source.file import Problem, SourceFile
    from losslint.source.project import Project

STACK = 512 * 1024 * 1024  # bytes; reserved, used only as far as the recursion goes
FRAMES = 32 * 1024 * 1024  # bytes, a power of two; reserved, used only as far as the recursion goes
RECURSION = 100_000  # Python frames: about 5 KiB of that stack for each
NOT_ANALYSED = "LL901"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Run:
    """A report, the project it speaks of (for the source lines of its pictures), the settings that were followed, the
    evaluators that may be asked more (None where nothing was evaluated, and after `again`), and what was seen in each component
    of the project (nothing where not all was looked at)."""

    report: Report
    project: Project
    config: Config = EVERYTHING
    evaluators: Evaluators | None = None
    parts: Parts = field(default_factory=dict)

    def line(self, place: Place) -> str:
        file = self.project.file(place.path)
        return "" if file is None else file.line(place.cell, place.line)


def analyse(
    paths: Sequence[Path], *, cwd: Path, config: Config = EVERYTHING, progress: Progress | None = None
) -> Report:
    """Everything there is to say about `paths`, advice included and nothing selected.

    Raises UsageProblem (losslint.source.project) where a path does not exist.
    """
    return run(paths, cwd=cwd, config=config, progress=progress).report


def run(
    paths: Sequence[Path],
    *,
    cwd: Path,
    config: Config = EVERYTHING,
    progress: Progress | None = None,
    contents: Mapping[Path, bytes] | None = None,
    cache: Cache | None = None,
    jobs: int = 1,
) -> Run:
    """As `analyse`, with the project at hand; `contents`, by absolute path, is read instead of the files. A `cache` answers
    where it can, and hears what was seen; not where there are `contents`. With `jobs` so many processes may share the work, where no
    other thread of this one runs: they say the same as one."""
    start = time.perf_counter()
    asked = None if contents else cache

    def opening() -> tuple[Analysis, Seen | None]:
        project = opened(paths, cwd, config, contents)
        seen = asked.recall(project) if asked else None
        return Analysis(project, config, progress), seen

    def looking() -> Run:
        seen = known or analysis.seen()
        if asked and known is None:
            asked.keep(analysis.project, seen)
        run = _reported(analysis.project, config, seen, start)
        return replace(run, evaluators=analysis.evaluators, parts=analysis.parts)

    analysis, known = on_deep_stack(opening)
    if known is None and jobs > 1:
        from losslint.jobs import divided

        analysis.known = divided(analysis, jobs)
    return on_deep_stack(looking)


def again(
    before: Run, contents: Mapping[Path, bytes], only: Collection[str] | None = None, progress: Progress | None = None
) -> Run:
    """As `run` was, with other contents of some files, by absolute path: what cannot know of them is not looked at again. With
    `only`, loss calls are looked for in the files of these names alone, and what is said of others is not complete."""

    def task() -> Run:
        start = time.perf_counter()
        project = before.project.edited(contents)
        analysis = Analysis(project, before.config, progress, only, before.parts)
        run = _reported(project, before.config, analysis.seen(), start)
        return run if only is not None else replace(run, parts=analysis.parts)

    return on_deep_stack(task)


def trace(
    path: Path, line: int, cell: int | None, *, cwd: Path, config: Config = EVERYTHING
) -> tuple[Sequence[TraceRow], Sequence[Problem]]:
    """What is known about every value on a line, and what of its file could not be analysed.

    Raises UsageProblem where the file does not exist.
    """

    def task() -> tuple[Sequence[TraceRow], Sequence[Problem]]:
        from losslint.analysis.trace import trace_line
        from losslint.knowledge import Knowledge

        project = opened([path], cwd, config)
        [file] = _named(project)
        return trace_line(project, Knowledge.load(config.knowledge), file.display, line, cell), file.problems

    if (cwd / path).is_dir():
        from losslint.source.project import UsageProblem

        raise UsageProblem(f"{path} is a folder")
    return on_deep_stack(task)


def on_deep_stack(task: Callable[[], Result]) -> Result:
    """Run `task` in a thread with a large stack, the cyclic collector off; what it raises is raised here."""
    outcome: list[Result] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            outcome.append(_in_one_piece(task))
        except BaseException as error:  # noqa: BLE001  # it is raised again in the thread that asked
            errors.append(error)

    with _limits():
        thread = threading.Thread(target=body, name="losslint", daemon=True)
        thread.start()
        thread.join()
    if errors:
        raise errors[0]
    return outcome[0]


def _in_one_piece(task: Callable[[], Result]) -> Result:
    """Run `task` with room for its frames in one piece of memory.

    CPython (3.11 and later) keeps the frames of a thread in pieces of 16 KiB, and gives a piece back to the system whenever it
    is empty: deep recursion asks the system for memory all the time. A frame that says it may need much gets a piece twice as
    large, and what it calls lies in the rest of it. Nothing of that is touched before it is used."""
    return task()


_in_one_piece.__code__ = _in_one_piece.__code__.replace(co_stacksize=FRAMES // 8)


@contextmanager
def _limits() -> Iterator[None]:
    stack, recursion, collecting = threading.stack_size(), sys.getrecursionlimit(), gc.isenabled()
    threading.stack_size(STACK)
    sys.setrecursionlimit(max(recursion, RECURSION))
    gc.disable()
    try:
        yield
    finally:
        threading.stack_size(stack)
        sys.setrecursionlimit(recursion)
        if collecting:
            gc.enable()


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def opened(paths: Sequence[Path], cwd: Path, config: Config, contents: Mapping[Path, bytes] | None = None) -> Project:
    """The project around the paths. Raises UsageProblem where one does not exist."""
    from losslint.source.project import Project

    return Project.open(
        paths,
        cwd=cwd,
        exclude=config.exclude,
        default_exclude=config.default_exclude,
        force_exclude=config.force_exclude,
        src=config.src,
        contents=contents,
    )


def _reported(project: Project, config: Config, seen: Seen, start: float) -> Run:
    """What was asked for of what was seen."""
    for file in _named(project):
        _ = (
            file.is_parsed or file.tree
        )  # a file that was named is parsed even where nothing else asks for it: its errors are wanted
    findings = [finding for finding in seen.findings if _asked(project, finding.place, finding.trail)]
    rows = [row for row in seen.rows if _asked(project, row.place, *row.trails)]
    asked = [file for file in project.files if project.is_asked(file.display)]
    findings += not_analysed([*(problem for file in asked for problem in file.problems), *_folders(project)])
    report = Report(
        diagnostics=fingerprinted(sorted(findings, key=by_place), project),
        pairs=tuple(sorted(rows, key=lambda row: _position(row.place))),
        files=_counts(asked),
        seconds=time.perf_counter() - start,
        internal=seen.internal,
        operations=seen.operations,
    )
    return Run(report, project, config)


def _named(project: Project) -> list[SourceFile]:
    """The files that the user gave as such, not through a folder."""
    return [file for file in project.files if file.path in project.asked]


def not_analysed(problems: Iterable[Problem]) -> Iterator[Diagnostic]:
    """LL901 for everything that could not be read or parsed; a file that nothing asked for has no problem."""
    from losslint.rules.catalogue import load_rules

    for problem in problems:
        rule = load_rules()[NOT_ANALYSED]
        yield Diagnostic(rule.code, rule.name, rule.severity, problem.cause, problem.place, label="not analysed")


def _folders(project: Project) -> Iterator[Problem]:
    """Folders that could not be listed, so that nothing is known of what lies in them."""
    return (problem for problem in project.problems if project.is_asked(problem.place.path))


def _asked(project: Project, place: Place, *trails: Trail) -> bool:
    """Paths filter what is reported, not what is read: one place under them is enough."""
    return project.is_asked(place.path) or any(project.is_asked(step.place.path) for trail in trails for step in trail)


def _counts(files: Iterable[SourceFile]) -> FileCounts:
    states = Counter("failed" if file.problems else "checked" if file.is_parsed else "skipped" for file in files)
    return FileCounts(states["checked"], states["skipped"], states["failed"])


def _position(place: Place) -> tuple[str, int, int, int]:
    return place.path, place.cell or 0, place.line, place.column


def by_place(diagnostic: Diagnostic) -> tuple[tuple[str, int, int, int], str]:
    return _position(diagnostic.place), diagnostic.code


def fingerprinted(findings: Iterable[Diagnostic], project: Project) -> tuple[Diagnostic, ...]:
    """Each finding with a mark that survives edits elsewhere in its file: no line number goes into it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    marked = []
    for finding in findings:
        file = project.file(finding.place.path)
        text = "" if file is None else " ".join(file.line(finding.place.cell, finding.place.line).split())
        key = (finding.code, finding.place.path, text)
        seen[key] += 1
        mark = "\0".join((*key, str(seen[key])))
        marked.append(replace(finding, fingerprint=digested(mark.encode("utf-8", "surrogatepass"))))
    return tuple(marked)
