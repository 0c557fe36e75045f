"""What a distribution is built with: a class whose stub has an `Expects` on its constructor. Floor 3.

A class of the project that leaves the constructor to such a class is one too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import classes
from losslint.analysis.identifiers import identifiers
from losslint.analysis.names import Called, spellings
from losslint.analysis.operations import stated
from losslint.analysis.things import Class, Symbol, Thing
from losslint.forms import OperationKind
from losslint.knowledge.summary import Summary
from losslint.observation import OperationSite

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def sites(ev: Evaluator) -> Iterator[OperationSite]:
    """The distributions of whose parameters something is known, by place."""
    return stated.sites(ev, calls(ev), OperationKind.PARAMETER, constructor)


def calls(ev: Evaluator) -> Iterator[Called]:
    """Calls of what such a class, or one of the project that inherits from it, may be called."""
    known = identifiers(ev)
    spelled = [s for cls in sorted(known.distributions) for s in spellings(cls)]
    seen = {
        called.call: called
        for name in sorted(ev.graph.aliases(spelled))
        for called in ev.graph.calls.get(name, ())
        if called.call.args or called.call.keywords
    }
    yield from seen.values()


def constructor(ev: Evaluator, thing: Thing) -> Summary | None:
    """The signature of the constructor, if this is a distribution."""
    match thing:
        case Symbol(name=name):
            bases = [ev.knowledge.canonical(name)]
        case Class() if classes.lookup(ev, thing, "__init__") is None and classes.lookup(ev, thing, "__new__") is None:
            bases = list(classes.library_bases(ev, thing))
        case _:
            bases = []
    found = (s for base in bases if ev.knowledge.cls(base) for s in ev.knowledge.method(base, "__init__") or ())
    return next((s for s in found if any(p.expects for p in s.parameters)), None)
