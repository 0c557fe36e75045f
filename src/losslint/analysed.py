"""One analysis of a project: what is observed is judged, kind by kind. Floor 6.

In: a project and the settings. Out: `Seen`, which is what a cache keeps.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from losslint.config import Config
from losslint.diagnostic import Diagnostic, PairRow
from losslint.forms import OperationKind
from losslint.place import Place
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.sites import Progress
    from losslint.observation import Observation
    from losslint.seen import Seen
    from losslint.source.project import Project


@dataclass(slots=True)
class Analysis:
    """One analysis of a project: of all of it, or with loss calls in some files `only`. What fails is noted in `internal`."""

    project: Project
    config: Config
    progress: Progress | None = None
    only: Collection[str] | None = None
    evaluator: Evaluator | None = None
    findings: list[Diagnostic] = field(default_factory=list)
    rows: list[PairRow] = field(default_factory=list)
    operations: dict[Place, None] = field(default_factory=dict)
    internal: list[str] = field(default_factory=list)

    def seen(self) -> Seen:
        from losslint.observation import OperationSite
        from losslint.rules.once import once
        from losslint.seen import Seen

        for observed in self._observations():
            self._judge(observed)
            if isinstance(observed, OperationSite):
                self.operations[observed.place] = None
        return Seen.of(self.project, once(self.findings), self.rows, self.operations, self.internal)

    def _observations(self) -> Iterator[Observation]:
        """What is observed; where that fails, what was seen before is kept."""
        try:
            from losslint.analysis.evaluator import Evaluator
            from losslint.analysis.observing import observations
            from losslint.knowledge import Knowledge

            self.evaluator = Evaluator(self.project, Knowledge.load(self.config.knowledge))
            yield from observations(self.evaluator, self.progress, self._kinds, self.only)
        except Exception as error:  # noqa: BLE001  # a defect of losslint must not cost the user the other findings
            self.internal.append(_described(error, "while looking for loss calls"))

    def _kinds(self) -> Collection[OperationKind]:
        from losslint.rules.operations import kinds

        return kinds(self.config)

    def _judge(self, seen: Observation) -> None:
        from losslint.rules.judging import judged

        try:
            diagnostics, row = judged(seen)
        except Exception as error:  # noqa: BLE001  # as above
            what = {"LossSite": "loss call"}.get(type(seen).__name__, type(seen).__name__.lower())
            self.internal.append(_described(error, f"while judging the {what} at {seen.place}"))
            return
        self.findings.extend(diagnostics)
        self.rows += [row] if row is not None else []


def _described(error: Exception, doing: str) -> str:
    import traceback

    text = f"internal error {doing}: {type(error).__name__}: {error}"
    return text + "\n" + "".join(traceback.format_exception(error)) if os.environ.get("LOSSLINT_DEBUG") else text
