"""What of a project can meet in one program: pure graph work on its links. Floor 2.

Files of different components know nothing of each other at all. Inside a component two files meet only in a program that loads both:
one whose first file leads to both. A folder full of tutorials is as many programs as it has notebooks, whatever they all import.
"""

from __future__ import annotations

from collections.abc import Sequence

from losslint.source.file import SourceFile
from losslint.source.links import Links, Node

Component = tuple[SourceFile, ...]


def components(files: Sequence[SourceFile], links: Links) -> tuple[Component, ...]:
    """The files in groups, in their order: connected, whatever the direction of the links (union-find)."""
    above: dict[Node, Node] = {}

    def first(node: Node) -> Node:
        while (higher := above.get(node, node)) is not node:
            above[node] = above.get(higher, higher)
            node = higher
        return node

    for node, others in links.items():
        for other in others:
            one, two = first(node), first(other)
            if one is not two:
                above[two] = one
    groups: dict[Node, list[SourceFile]] = {}
    for file in files:
        groups.setdefault(first(file), []).append(file)
    return tuple(map(tuple, groups.values()))


def programs(links: Links) -> dict[SourceFile, int]:
    """The programs that load each file, one bit each: those that begin with a file which leads to it, and its own."""
    order = _importers_last(links)
    files = [node for node in order if isinstance(node, SourceFile)]
    loading: dict[Node, int] = dict.fromkeys(order, 0) | {file: 1 << number for number, file in enumerate(files)}
    order.reverse()
    changing = True
    while changing:  # once and again to see that it is done, but for cycles
        changing = False
        for node in order:
            mine = loading[node]
            for other in links[node]:
                if mine & ~loading[other]:
                    loading[other] |= mine
                    changing = True
    return {file: loading[file] for file in files}


def _importers_last(links: Links) -> list[Node]:
    """Every node behind those that it leads to, as far as there are no cycles."""
    found: dict[Node, None] = {}
    entered: set[Node] = set()
    for start in links:
        stack = [] if start in entered else [(start, iter(links[start]))]
        entered.add(start)
        while stack:
            node, rest = stack[-1]
            further = next((other for other in rest if other not in entered), None)
            if further is None:
                found[node] = None
                stack.pop()
            else:
                entered.add(further)
                stack.append((further, iter(links[further])))
    return list(found)
