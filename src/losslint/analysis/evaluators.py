"""One evaluator for each component of a project: what cannot know of each other is not asked together. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis.evaluator import Evaluator

if TYPE_CHECKING:
    from losslint.knowledge import Knowledge
    from losslint.source.components import Component
    from losslint.source.project import Project


class Evaluators:
    """The evaluators of a project, each made when it is asked for."""

    def __init__(self, project: Project, knowledge: Knowledge) -> None:
        self.project = project
        self.knowledge = knowledge
        self._made: dict[Component, Evaluator] = {}

    def of(self, component: Component) -> Evaluator:
        known = self._made.get(component)
        if known is None:
            known = self._made[component] = Evaluator(self.project, self.knowledge, component)
        return known

    def at(self, display: str) -> Evaluator:
        """The one for the file that messages call so. Raises KeyError where the project has none."""
        for component in self.project.components:
            if any(file.display == display for file in component):
                return self.of(component)
        raise KeyError(display)
