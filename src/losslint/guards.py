"""Guards: the conditions under which an alternative of a value holds. Floor 0, pure data.

Two alternatives meet (one as the criterion, one as its input) only if their guards can hold together.
A guard says that a *subject* has (or does not have) one of some values: `args.loss == "bce"` on its true branch is
`Guard(subject, frozenset({"bce"}), True)`, on its false branch the same with `holds=False`. Which call leads into a
function is a guard too (`context=True`): its subject is the function, its value the call.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field

from losslint.record import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """`subject` is one of `values` (`holds`) or none of them. `text` is for messages; `default` tells whether the
    program's defaults satisfy it (None: no default is known); a `context` guard names the call that leads here; a `picked`
    one says which of all names of a module is looked up."""

    subject: Hashable
    values: frozenset[Hashable]
    holds: bool = True
    text: str = field(default="", compare=False)
    default: bool | None = field(default=None, compare=False)
    context: bool = False
    picked: bool = field(default=False, compare=False)
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Computed once: guards are hashed far more often than they are made."""
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.subject, self.values, self.holds, self.context)) or 1)
        return self._hash

    def contradicts(self, other: Guard) -> bool:
        if self.subject != other.subject:
            return False
        if self.holds and other.holds:
            return not self.values & other.values
        if self.holds != other.holds:
            positive, negative = (self, other) if self.holds else (other, self)
            return positive.values <= negative.values
        return False


Guards = frozenset[Guard]
ALWAYS: Guards = frozenset()


def compatible(left: Guards, right: Guards) -> bool:
    """Can both sets hold in one run?"""
    if not left or not right:
        return True
    subjects = {g.subject for g in left} & {g.subject for g in right}
    return all(_possible(subject, left | right) for subject in subjects)


def either_text(a: Guard, b: Guard) -> str:
    """What says that one of the two holds; a choice that one of them says already is not said again."""
    if a.text == b.text or (a.holds and b.holds and b.values <= a.values):
        return a.text
    return b.text if a.holds and b.holds and a.values <= b.values else f"{a.text} or {b.text}"


def _possible(subject: Hashable, guards: Guards) -> bool:
    """Is there a value of the subject that all guards on it allow? Guards that only exclude values always leave one."""
    allowed: frozenset[Hashable] | None = None
    excluded: frozenset[Hashable] = frozenset()
    for guard in guards:
        if guard.subject != subject:
            continue
        if not guard.holds:
            excluded |= guard.values
        else:
            allowed = guard.values if allowed is None else allowed & guard.values
    return allowed is None or bool(allowed - excluded)
