"""Guards: the conditions under which an alternative of a value holds. Floor 0, pure data.

Two alternatives meet (one as the criterion, one as its input) only if their guards can hold together.
A guard says that a *subject* has (or does not have) one of some values: `args.loss == "bce"` on its true branch is
`Guard(subject, frozenset({"bce"}), True)`, on its false branch the same with `holds=False`; the values of `args.margin < 0.3` are
numbers (see numbers.py). Which call leads into a
function is a guard too (`context=True`): its subject is the function, its value the call.
"""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import or_

from losslint.record import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Guard:
    """`subject` is one of `values` (`holds`) or none of them. `text` is for messages; `default` tells whether the
    program's defaults satisfy it (None: no default is known); a `context` guard names the call that leads here; a `picked`
    one says which of all names of a module is looked up; an `unpassed` one holds only if a parameter is not left at its
    default, and nothing in the program passes it."""

    subject: Hashable
    values: frozenset[Hashable]
    holds: bool = True
    text: str = field(default="", compare=False)
    default: bool | None = field(default=None, compare=False)
    context: bool = False
    picked: bool = field(default=False, compare=False)
    unpassed: bool = field(default=False, compare=False)
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
    subjects = {g.subject for g in left}
    shared = subjects.intersection([g.subject for g in right])
    if not shared:
        return True
    return _possible(shared, left | right)


SHOWN = 4  # choices that a text names, before it says that there are more
MORE = "…"


def either_text(a: Guard, b: Guard) -> str:
    """What says that one of the two holds; a choice that one of them says already is not said again."""
    if a.text == b.text or (a.holds and b.holds and b.values <= a.values):
        return a.text
    return b.text if a.holds and b.holds and a.values <= b.values else joined_text(" or ", a.text, b.text)


def joined_text(word: str, *texts: str) -> str:
    """Texts that say several things each, as one that says each thing once; of many the first few."""
    said = list(dict.fromkeys(part for text in texts for part in text.split(word)))
    more = MORE in said or len([part for part in said if part != MORE]) > SHOWN
    shown = [part for part in said if part != MORE][:SHOWN]
    return word.join([*shown, MORE] if more else shown)


def _possible(subjects: AbstractSet[Hashable], guards: Guards) -> bool:
    """Is there a value of each of these subjects that all guards on it allow? Guards that only exclude values always leave
    one."""
    allowed: dict[Hashable, frozenset[Hashable]] = {}
    excluded: dict[Hashable, frozenset[Hashable]] = {}
    for guard in guards:
        subject, values = guard.subject, guard.values
        if subject not in subjects:
            continue
        if guard.holds:
            allowed[subject] = allowed[subject] & values if subject in allowed else values
        else:
            excluded[subject] = excluded[subject] | values if subject in excluded else values
    return all(values - excluded[subject] if subject in excluded else values for subject, values in allowed.items())


def either(left: Guards, right: Guards) -> Guards:
    """What holds if one of the two sets holds, as far as single subjects can say it."""
    if left <= right or right <= left:  # what one says is said by both
        return left if len(left) <= len(right) else right
    if len(left) == len(right) == 1:
        [mine], [yours] = left, right
        both = _either(mine, yours) if mine.subject == yours.subject else None
        return ALWAYS if both is None else frozenset((both,))
    first, second = by_subject(left), by_subject(right)
    kept: list[Guard] = []
    for subject, guard in first.items():
        other = second.get(subject)
        merged = None if other is None else _either(guard, other)
        if merged is not None:
            kept.append(merged)
    return frozenset(kept)


def by_subject(guards: Guards) -> dict[Hashable, Guard]:
    """One guard for each subject: what several guards say of it together."""
    found = {guard.subject: guard for guard in guards}
    if len(found) == len(guards):
        return found
    several: dict[Hashable, list[Guard]] = {subject: [] for subject in found}
    for guard in guards:
        several[guard.subject].append(guard)
    for subject, group in several.items():
        if len(group) > 1:
            found[subject] = reduce(_both, sorted(group, key=lambda g: (not g.holds, g.text)))
    return found


def _both(a: Guard, b: Guard) -> Guard:
    """`a` and `b`; a positive one comes first."""
    if a.holds:
        values = a.values & b.values if b.holds else a.values - b.values
        return Guard(a.subject, values, True, a.text, a.default, a.context, a.picked, a.unpassed or b.unpassed)
    default = False if False in (a.default, b.default) else None if None in (a.default, b.default) else True
    text = a.text if a.text == b.text else joined_text(" and ", a.text, b.text)
    unpassed = a.unpassed or b.unpassed
    return Guard(a.subject, a.values | b.values, False, text, default, a.context, a.picked, unpassed)


def _either(a: Guard, b: Guard) -> Guard | None:
    if a is b or a == b:
        return a
    text = either_text(a, b)
    default = True if True in (a.default, b.default) else None if None in (a.default, b.default) else False
    kind = a.context, a.picked and b.picked, a.unpassed and b.unpassed
    if a.holds and b.holds:
        return Guard(a.subject, a.values | b.values, True, text, default, *kind)
    if not a.holds and not b.holds:
        rest = a.values & b.values
        return Guard(a.subject, rest, False, text, default, *kind) if rest else None
    positive, negative = (a, b) if a.holds else (b, a)
    rest = negative.values - positive.values
    return Guard(a.subject, rest, False, negative.text, default, *kind) if rest else None


# -- contexts -------------------------------------------------------------------------------------------------------

APART = 64  # contexts that several sets are taken apart into, at most


def implied(guards: Guards, by: Guards) -> bool:
    """Do all of them hold wherever `by` holds?"""
    return guards <= by or all(
        guard in by
        or any(g.subject == guard.subject and g.holds and guard.holds and g.values <= guard.values for g in by)
        for guard in guards
    )


def apart(sets: list[Guards]) -> list[Guards]:
    """The sets, each taken apart so that of two guards on one subject the values are the same or none is shared."""
    whole = [_one_each(guards) for guards in sets]
    by_subject: dict[Hashable, set[frozenset[Hashable]]] = {}
    for guard in (g for guards in whole for g in guards if g.holds):
        by_subject.setdefault(guard.subject, set()).add(guard.values)
    parts = {subject: _parts(values) for subject, values in by_subject.items() if len(values) > 1}
    if not parts:
        return whole
    found: dict[Guards, None] = {}
    for guards in whole:
        found |= dict.fromkeys(_taken_apart(guards, parts))
        if len(found) > APART:
            return whole
    return list(found)


def _one_each(guards: Guards) -> Guards:
    """Guards that hold on one subject as one: what all of them allow."""
    found: dict[Hashable, Guard] = {}
    for guard in guards:
        known = found.get(guard.subject) if guard.holds else None
        values = guard.values if known is None else guard.values & known.values
        if guard.holds:
            found[guard.subject] = guard if values == guard.values else replace(guard, values=values)
    if len(found) == len(guards):
        return guards
    return frozenset(found.values()) | {guard for guard in guards if not guard.holds}


def _parts(values: set[frozenset[Hashable]]) -> list[frozenset[Hashable]]:
    """The values by which of the sets they are in."""
    parts = [reduce(or_, values)]
    for one in values:
        parts = [part for whole in parts for part in (whole & one, whole - one) if part]
    return parts


def _taken_apart(guards: Guards, parts: dict[Hashable, list[frozenset[Hashable]]]) -> list[Guards]:
    found: list[Guards] = [ALWAYS]
    for guard in guards:
        inside = [part for part in parts.get(guard.subject, ()) if part <= guard.values] if guard.holds else []
        each = [replace(guard, values=part) for part in inside] if len(inside) > 1 else [guard]
        found = [before | {one} for before in found for one in each]
        if len(found) > APART:
            return [guards]
    return found
