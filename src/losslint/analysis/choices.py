"""Which kind of model a library's name can stand for: one that has the head that the program reads or replaces. Floor 3.

`getattr(models, name)()` may build any kind. `net.fc = …` of one that gives its scores by `classifier` would be an idle
attribute, and `net.fc.in_features` would raise: such a kind is not meant. What a stub calls the layer that gives the
scores (`Through["fc"]`) is known of every kind, other attributes are not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import stores
from losslint.analysis.frames import Frame
from losslint.analysis.things import Made, Symbol, Value
from losslint.knowledge.summary import Returns, Through

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


LINEAR = "torch.nn.Linear"
ANY = "get_model"  # the function of a module that builds a model of any kind


def kinds(ev: Evaluator, module: str) -> dict[str, tuple[str, ...]]:
    """The functions that stand for the kinds of model that a library's module builds, with the names that build each. Kinds
    that end in a layer of raw scores that nothing in the project replaces are one."""
    found: dict[str, tuple[str, ...]] = {}
    anything = f"{module}.{ANY}" if ev.knowledge.function(f"{module}.{ANY}") is not None else None
    for cls, names in ev.knowledge.builders(module).items():
        own = f"{module}.{names[0]}"
        function = anything if anything is not None and _is_plain(ev, cls, _head(ev, own)) else own
        if own != anything:
            found[function] = (*found.get(function, ()), *names)
    return found


def _is_plain(ev: Evaluator, cls: str, head: str | None) -> bool:
    if head is None or stores.is_stored_elsewhere(ev, head):
        return False
    layers = ev.knowledge.layers(cls, head)
    last = layers[-1][1] if layers else ev.knowledge.attribute(cls, head)
    return last is not None and ev.knowledge.canonical(last) == LINEAR


def may_be_meant(ev: Evaluator, made: Made) -> bool:
    """Does the program replace no head that an object of this kind lacks?"""
    heads = _heads_of_choice(ev, made)
    lacking = (h for h in heads if h in ev.graph.stores and ev.knowledge.attribute(made.cls, h) is None)
    return not any(stores.stored_outside(ev, made, head, ())[0] for head in lacking)


def having_head(ev: Evaluator, holders: Value, name: str) -> Value:
    """Of the kinds that may be meant, those that have this head; all of them if it is none, or none has it."""
    chosen = [a.thing for a in holders if isinstance(a.thing, Made) and name in _heads_of_choice(ev, a.thing)]
    lacking = {made.cls for made in chosen if ev.knowledge.attribute(made.cls, name) is None}
    return tuple(a for a in holders if not (isinstance(a.thing, Made) and a.thing.cls in lacking)) or holders


def _heads_of_choice(ev: Evaluator, made: Made) -> frozenset[str]:
    """What the heads of all the kinds are called that the call which made the object may build; empty if it is one kind."""
    site = made.site
    if not isinstance(site, tuple) or len(site) < 2 or not isinstance(site[1], Frame):
        return frozenset()
    node, frame = site[0], site[1]
    if not isinstance(node, ast.Call):
        return frozenset()
    callees = [t.name for t, _ in ev.value(node.func, frame) if isinstance(t, Symbol)]
    return frozenset(h for name in callees if (h := _head(ev, name))) if len(callees) > 1 else frozenset()


def _head(ev: Evaluator, function: str) -> str | None:
    """What the head of the model is called that a library's function builds."""
    key = ("head", function)
    if key not in ev.cache:
        built = [s.result.qualified for s in ev.knowledge.function(function) or () if isinstance(s.result, Returns)]
        forward = ev.knowledge.method(built[0], "forward") if len(set(built)) == 1 else None
        ev.cache[key] = next((s.result.attribute for s in forward or () if isinstance(s.result, Through)), None)
    head = ev.cache[key]
    return head if isinstance(head, str) else None
