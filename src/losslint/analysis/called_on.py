"""A guard that names the call which leads into a method names the object that it is made on; another names the objects of
which the rest is true. Floor 3.

The two are joined apart from each other, so that a call on one object may stand beside what is only true of another.
"""

from __future__ import annotations

from collections.abc import Hashable

from losslint.analysis.receivers import identity
from losslint.analysis.things import Instance
from losslint.guards import Guard, Guards
from losslint.record import replace


def consistent(guards: Guards) -> Guards | None:
    """The guards without the calls on objects that they rule out; None if no call is left."""
    objects: dict[Hashable, frozenset[Hashable]] = {}
    for guard in guards:
        if (node := _method(guard, "self")) is not None:
            objects[node] = guard.values & objects.get(node, guard.values)
    if not objects:
        return guards
    found = [_on(guard, objects[node]) if (node := _method(guard, "call")) in objects else guard for guard in guards]
    return frozenset(found) if all(guard.values or not guard.holds for guard in found) else None


def _method(guard: Guard, kind: str) -> Hashable | None:
    """The function that the guard says the call of, or the object of."""
    subject = guard.subject
    return subject[1] if guard.holds and isinstance(subject, tuple) and subject[:1] == (kind,) else None


def _on(guard: Guard, objects: frozenset[Hashable]) -> Guard:
    possible = frozenset(key for key in guard.values if _is_on(key, objects))
    return guard if possible == guard.values else replace(guard, values=possible)


def _is_on(key: Hashable, objects: frozenset[Hashable]) -> bool:
    """May the call that the key names be made on one of the objects?"""
    receiver = key[2] if isinstance(key, tuple) and len(key) == 3 else None
    return not isinstance(receiver, Instance) or identity(receiver) in objects
