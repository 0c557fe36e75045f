"""The components of a project looked at by several processes, this one among them. Floor 6.

In: an analysis and how many processes there may be. Out: what was seen in each component, the same whatever their number: components
know nothing of each other. The processes are forks, so that all that was read and loaded is theirs as well. What they saw comes back
as plain data, as a cache would keep it; of what does not come back nothing is said here, and it is looked at as if nobody had been
asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from losslint.analysed import Analysis, Part, Parts
from losslint.helper import shared
from losslint.reading import read_notebooks
from losslint.runner import on_deep_stack
from losslint.seen import Seen, as_data, from_data
from losslint.source.components import Component
from losslint.source.project import Project

# Characters of programs beside the largest component: below that another process costs more than it saves.
WORTH = 64 * 1024
BATCHES = 255  # numbers that one byte can be

Batch = list[int]  # numbers of components


def divided(analysis: Analysis, jobs: int) -> Parts:
    """What was seen in the components that are wanted, where it is worth more than one process; else nothing.

    To be called while no other thread runs: a fork takes but one along."""
    read_notebooks(analysis.project, jobs)
    sizes = on_deep_stack(lambda: _sizes(analysis))
    helpers = min(jobs - 1, (sum(sizes.values()) - max(sizes.values(), default=0)) // WORTH)
    if helpers < 1 or not hasattr(os, "fork"):
        return {}
    batches = _batches(sizes)
    analysis.prepare()
    queue = _queue(len(batches))
    try:
        parts, told = shared(
            lambda: dict(_looked_at(analysis, batches, queue)),
            [lambda: _told(analysis, batches, queue)] * helpers,
        )
    finally:
        os.close(queue)
    for each in told:
        parts |= _heard(each, analysis.project)
    return {component: parts[number] for number, component in enumerate(analysis.project.components) if number in parts}


def _sizes(analysis: Analysis) -> dict[int, int]:
    """How much there is to look at in each component that is wanted, by its number."""
    components = enumerate(analysis.project.components)
    return {number: _size(component) for number, component in components if analysis.is_wanted(component)}


def _size(component: Component) -> int:
    """How much there is to look at, as far as that can be told from the texts."""
    return sum(len(file.text) for file in component) if any(file.contains("torch") for file in component) else 0


def _batches(sizes: Mapping[int, int]) -> list[Batch]:
    """The numbers of the components, the largest first and apart, as long as there are numbers for batches."""
    order = sorted(sizes, key=lambda number: -sizes[number])
    return [order[first::BATCHES] for first in range(min(BATCHES, len(order)))]


def _queue(length: int) -> int:
    """A pipe with a byte for each batch: whoever is free reads the next; at its end there is nothing left to do."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(length)))
    os.close(writing)
    return reading


def _looked_at(analysis: Analysis, batches: Sequence[Batch], queue: int) -> Iterator[tuple[int, Part]]:
    """The parts of the batches that are left for this process."""
    components = analysis.project.components
    while taken := os.read(queue, 1):
        before = sum(len(components[number]) for batch in batches[: taken[0]] for number in batch)
        for number in batches[taken[0]]:
            yield number, analysis.part(components[number], before)
            before += len(components[number])


def _told(analysis: Analysis, batches: Sequence[Batch], queue: int) -> dict[str, Any]:
    project = analysis.project
    parts = [
        (number, as_data(_seen(part, project.components[number])))
        for number, part in _looked_at(analysis, batches, queue)
    ]
    return {"parts": parts, "looked up": list(project.looked_up)}


def _heard(told: Any, project: Project) -> dict[int, Part]:
    """The parts that another process saw, by the numbers of their components; none where it failed."""
    if told is None:
        return {}
    for folder, text, most in told["looked up"]:
        for file in project.data_files(Path(folder), text, most):
            _ = file.data  # a cache wants to know what was read
    return {number: _part(from_data(seen), project) for number, seen in told["parts"]}


def _seen(part: Part, component: Component) -> Seen:
    return Seen.of(component, part.findings, part.rows, part.operations, part.internal)


def _part(seen: Seen, project: Project) -> Part:
    seen.restore(project)
    return Part(list(seen.findings), list(seen.rows), dict.fromkeys(seen.operations), list(seen.internal))
