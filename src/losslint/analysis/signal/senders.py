"""Which functions of the project may send gradients back or clear them, themselves or through what they call. Floor 3.

In: the name graph. Out: bare names, over-approximated: one function of that name is enough.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from losslint.analysis.names import Owner, bare

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

SEEDS = ("backward", "manual_backward", "grad", "vjp", "jvp", "fit", "zero_grad", "zero_")


def sending_names(ev: Evaluator) -> frozenset[str]:
    """The names of functions, methods and classes whose call may send gradients back or clear them."""
    known = ev.cache.get("senders")
    if known is None:
        known = ev.cache["senders"] = _sending_names(ev)
    assert isinstance(known, frozenset)
    return known


def _sending_names(ev: Evaluator) -> frozenset[str]:
    owners: dict[str, list[Owner]] = defaultdict(list)
    for name, calls in ev.graph.calls.items():
        owners[bare(name)].extend(called.owner for called in calls)
    found: set[str] = set(SEEDS)
    queue = list(SEEDS)
    while queue:
        for owner in owners.get(queue.pop(), ()):
            for name in _names_around(owner):
                if name not in found:
                    found.add(name)
                    queue.append(name)
    return frozenset(found)


def _names_around(owner: Owner | None) -> list[str]:
    """The names under which this body is run: its own, those of the functions around it, its class if it is called so."""
    names: list[str] = []
    while owner is not None:
        node = owner.node
        made = isinstance(node, ast.ClassDef) and names[-1:] in (["__init__"], ["__call__"], ["forward"])
        if made or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.append(node.name)  # type: ignore[union-attr]
        owner = owner.parent
    return names
