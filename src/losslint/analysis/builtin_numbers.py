"""`int`, `str`, `min`… of constants, and what strings can do. Floor 3."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from losslint.analysis import options, shapes, texts
from losslint.analysis.builtin_base import Builtin, Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Const,
    Opaque,
    Thing,
    Value,
    const,
    constants,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import Form, FormName
from losslint.operations.axes import anywhere
from losslint.operations.ranges import is_number, number, single, whole
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def conversion(kind: Callable[[Any], Hashable], name: str) -> Builtin:
    """int(x), float(x), str(x), bool(x)."""

    def convert(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        found = [guarded(converted(t), g) for t, g in argument(arguments, 0)]
        return union(*found) or nothing_known("called without argument")

    def converted(thing: Thing) -> Value:
        if isinstance(thing, Opaque):
            return just(Opaque((name, thing.subject), thing.because, thing.default))
        if is_number(thing) and kind is float:
            return just(thing)
        if isinstance(thing, Form) and thing.name is FormName.INPUT_DATA and kind is float:
            return just(replace(anywhere(thing, rank=0), dtype=None, gradient=False))
        if not isinstance(thing, Const):
            what = f"{name}() of what is not known"
            return just(whole(what) if kind is int else single(what)) if kind in (int, float) else nothing_known(what)
        try:
            return just(const(kind(thing.value)))
        except (TypeError, ValueError, OverflowError):
            return nothing_known(f"{name}() fails")

    return convert


def root(name: str) -> Builtin:
    """math.sqrt(x), numpy.sqrt(x)."""

    def rooted(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        found = []
        for thing, guards in argument(arguments, 0):
            if isinstance(thing, Const) and isinstance(thing.value, int | float) and thing.value >= 0:
                found.append(just(const(math.sqrt(thing.value)), guards))
            else:
                size = is_number(thing) or (isinstance(thing, Opaque) and shapes.is_size(thing))
                found.append(just(number("a root of a size") if size else options.result(ev, name, site), guards))
        return union(*found) or nothing_known("a root of nothing")

    return rooted


def extreme(pick: Callable[[list[int | float]], int | float]) -> Builtin:
    """min(a, b), max(a, b)."""

    def choose(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        values = [constants(t.compute()) for t, starred in arguments.positional if not starred]
        numbers = [v[0] for v in values if v and len(v) == 1 and isinstance(v[0], int | float)]
        if len(numbers) == len(values) >= 2:
            return just(const(pick(numbers)))
        because = "an extreme of what is not known"
        others = [only(t.compute()) for t, starred in arguments.positional if not starred]
        options = [o.subject for o in others if isinstance(o, Opaque)]
        if numbers and len(numbers) + len(options) == len(others):  # max(1e-7, option) is a number as well
            return just(Opaque(("extreme", pick([0, 1]), *options, *numbers), because))
        return nothing_known(because)

    return choose


def call_method(ev: Evaluator, text: str, name: str, arguments: Arguments) -> Value:
    """`"text".name(...)` of constants."""
    if name in ("lower", "upper", "strip", "title", "capitalize") and not arguments.positional:
        return just(const(getattr(text, name)()))
    if name in ("startswith", "endswith"):
        value = constants(argument(arguments, 0))
        if value and isinstance(value[0], str):
            return just(const(getattr(text, name)(value[0])))
    if name == "format" and (filled := _filled(text, arguments)) is not None:
        return just(const(filled))
    if name == "format" and not arguments.keywords:
        pieces = text.replace("{0}", "{}").split("{}")
        return texts.filled(ev, pieces, [t.compute() for t, _ in arguments.positional])
    return nothing_known(f"str.{name} is not followed")


def _filled(text: str, arguments: Arguments) -> str | None:
    values = [constants(t.compute()) for t, _ in arguments.positional]
    single = [v[0] for v in values if v is not None and len(v) == 1]
    if arguments.keywords or len(single) != len(values):
        return None
    try:
        return text.format(*single)
    except (IndexError, KeyError, ValueError):
        return None
