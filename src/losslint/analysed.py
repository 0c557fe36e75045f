"""One analysis of a project: what is observed is judged, component by component and kind by kind. Floor 6.

In: a project and the settings. Out: `Seen`, which is what a cache keeps.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from losslint.config import Config
from losslint.diagnostic import Diagnostic, PairRow
from losslint.forms import OperationKind
from losslint.place import Place
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.evaluators import Evaluators
    from losslint.analysis.sites import Progress
    from losslint.observation import Observation, RunKind
    from losslint.seen import Seen
    from losslint.source.components import Component
    from losslint.source.project import Project


@dataclass(slots=True)
class Part:
    """What was seen in one component; what failed is noted in `internal`."""

    findings: list[Diagnostic] = field(default_factory=list)
    rows: list[PairRow] = field(default_factory=list)
    operations: dict[Place, None] = field(default_factory=dict)
    internal: list[str] = field(default_factory=list)


Parts = dict["Component", Part]


@dataclass(slots=True)
class Analysis:
    """One analysis of a project: of the components in which something was asked for, or with loss calls in some files `only`.
    `known` is what was seen of components that are as they were."""

    project: Project
    config: Config
    progress: Progress | None = None
    only: Collection[str] | None = None
    known: Mapping[Component, Part] = field(default_factory=dict)
    evaluators: Evaluators | None = None
    parts: Parts = field(default_factory=dict)

    def seen(self) -> Seen:
        from losslint.rules.once import once
        from losslint.seen import Seen

        done = 0
        for component in self.project.components:
            if self.is_wanted(component):
                self.parts[component] = self.known.get(component) or self.part(component, done)
            done += len(component)
        parts = self.parts.values()
        findings = [finding for part in parts for finding in part.findings]
        rows = [row for part in parts for row in part.rows]
        operations = {place: None for part in parts for place in part.operations}
        internal = [failed for part in parts for failed in part.internal]
        return Seen.of(self.project.files, once(findings), rows, operations, internal)

    def is_wanted(self, component: Component) -> bool:
        """May what is seen there be told? Of one that nobody asked for, nothing touches a file that somebody did."""
        if self.only is not None:
            return any(file.display in self.only for file in component)
        return any(self.project.is_asked(file.display) for file in component)

    def part(self, component: Component, done: int) -> Part:
        """What is seen in one component; so many files were looked at before."""
        from losslint.observation import OperationSite

        part = Part()
        for observed in self._observations(component, part, done):
            self._judge(observed, part)
            if isinstance(observed, OperationSite):
                part.operations[observed.place] = None
        return part

    def prepare(self) -> Evaluators:
        """The evaluators, made when they are first asked for: with them most of losslint is loaded."""
        if self.evaluators is None:
            from losslint.analysis.evaluators import Evaluators
            from losslint.knowledge import Knowledge

            self.evaluators = Evaluators(self.project, Knowledge.load(self.config.knowledge))
        return self.evaluators

    def _observations(self, component: Component, part: Part, done: int) -> Iterator[Observation]:
        """What is observed; where that fails, what was seen before is kept."""
        try:
            from losslint.analysis.observing import observations

            progress = None if self.progress is None else self._progress(self.progress, len(component), done)
            yield from observations(self.prepare().of(component), progress, self._asked, self.only)
        except Exception as error:  # noqa: BLE001  # a defect of losslint must not cost the user the other findings
            part.internal.append(_described(error, "while looking for loss calls"))

    def _progress(self, told: Progress, files: int, done: int) -> Progress:
        """In files of the project, for somebody who counts the loss calls of one component."""
        return lambda number, of: told(done + files * number // max(of, 1), len(self.project.files))

    def _asked(self) -> Collection[OperationKind | RunKind]:
        from losslint.rules.asked import asked

        return asked(self.config)

    def _judge(self, seen: Observation, part: Part) -> None:
        from losslint.rules.judging import judged

        try:
            diagnostics, row = judged(seen)
        except Exception as error:  # noqa: BLE001  # as above
            what = {"LossSite": "loss call"}.get(type(seen).__name__, type(seen).__name__.lower())
            part.internal.append(_described(error, f"while judging the {what} at {seen.place}"))
            return
        part.findings.extend(diagnostics)
        part.rows += [row] if row is not None else []


def _described(error: Exception, doing: str) -> str:
    import traceback

    text = f"internal error {doing}: {type(error).__name__}: {error}"
    return text + "\n" + "".join(traceback.format_exception(error)) if os.environ.get("LOSSLINT_DEBUG") else text
