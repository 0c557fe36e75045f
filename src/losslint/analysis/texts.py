"""Strings of which only a part is known: `f"models.{args.arch}"`, `"models." + name`. Floor 3.

Such a string is an `Opaque` whose subject says how it is put together, so that equal texts of equal options are one thing.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.things import Const, Opaque, Thing, Value, const, guarded, just, nothing_known, union
from losslint.guards import ALWAYS, Guards, compatible

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

TEXT = "text"
Parts = tuple[tuple[str, Hashable], ...]  # ("=", a known piece) or ("?", the subject of one that is not)


def joined(ev: Evaluator, parts: Iterable[Value]) -> Value:
    """The text that the parts give one after the other."""
    found = []
    for count, combination in enumerate(itertools.product(*parts)):
        if count >= bounds.CONSTANTS * 2:
            return nothing_known("a text of too many alternatives")
        guards: Guards = ALWAYS
        for _, more in combination:
            guards = guards | more if compatible(guards, more) else None  # type: ignore[assignment]
            if guards is None:
                break
        else:
            found.append(guarded(just(_joined([thing for thing, _ in combination])), guards))
    return union(*found) or nothing_known("a formatted string")


def filled(ev: Evaluator, pieces: list[str], values: list[Value]) -> Value:
    """The pieces of a template with the values between them."""
    if len(pieces) != len(values) + 1 or any(c in piece for piece in pieces for c in "{}"):
        return nothing_known("a formatted string")
    parts = [just(const(pieces[0]))]
    for piece, value in zip(pieces[1:], values, strict=True):
        parts += [value, just(const(piece))]
    return joined(ev, parts)


def _joined(things: list[Thing]) -> Thing:
    parts: list[tuple[str, Hashable]] = []
    default: str | None = ""
    for thing in things:
        if isinstance(thing, Const):
            parts.append(("=", str(thing.value)))
            default = None if default is None else default + str(thing.value)
        elif isinstance(thing, Opaque):
            parts += parts_of(thing) or (("?", thing.subject),)
            default = None if default is None or thing.default is None else default + str(thing.default.value)
        else:
            return nothing_known("a formatted string")[0].thing
    merged = tuple(_merged(parts))
    if all(kind == "=" for kind, _ in merged):
        return const("".join(str(piece) for _, piece in merged))
    because = next(t.because for t in things if isinstance(t, Opaque))
    return Opaque((TEXT, merged), because, None if default is None else const(default))


def _merged(parts: list[tuple[str, Hashable]]) -> Iterable[tuple[str, Hashable]]:
    for kind, group in itertools.groupby(parts, key=lambda part: part[0]):
        if kind == "=":
            yield "=", "".join(str(piece) for _, piece in group)
        else:
            yield from group


def parts_of(thing: Opaque) -> Parts:
    """How a text is put together; empty if the thing is none."""
    subject = thing.subject
    return subject[1] if isinstance(subject, tuple) and len(subject) == 2 and subject[0] == TEXT else ()


def around_one(thing: Opaque) -> tuple[str, Hashable, str] | None:
    """What stands before the one piece that is not known, that piece, and what stands behind it."""
    parts = parts_of(thing) or (("?", thing.subject),)
    unknown = [i for i, (kind, _) in enumerate(parts) if kind == "?"]
    if len(unknown) != 1:
        return None
    before, behind = ("".join(str(p) for _, p in side) for side in (parts[: unknown[0]], parts[unknown[0] + 1 :]))
    return before, parts[unknown[0]][1], behind
