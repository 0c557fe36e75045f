"""What a library is told to call, in a process or thread of its own or for each element: whether it does, and what comes back. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import builtin_functional as functional
from losslint.analysis import iteration
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.delegated import LISTED, ONE_BY_ONE, SPREAD, Delegated
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.things import Bound, Made, Opaque, Record, Sequence, Value, just, nothing_known, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

LIBRARIES = (
    "torch.multiprocessing", "torch_xla", "multiprocessing", "threading", "accelerate", "concurrent.futures", "joblib",
    "builtins.map", "lightning.Fabric",
)  # fmt: skip
LATER = frozenset(("submit", "apply_async", "map_async", "starmap_async"))  # the result is fetched


def makes(ev: Evaluator, call: Delegated, caller: Frame) -> bool:
    """Is it a library that makes the call: its function, or a method of what its function gave?"""
    func = call.by.func.func if isinstance(call.by.func, ast.Call) else call.by.func
    value = ev.value(func, caller)
    thing = only(value)
    match thing:
        case Opaque(subject=subject):
            name = library_of(subject)
        case Bound(receiver=Made(cls=cls)):
            name = cls
        case _:
            name = ev.symbol(value)
    return name is not None and name.startswith(LIBRARIES)


def library_of(subject: Hashable) -> str | None:
    """The function of a library that an attribute, or a result, comes from: `Pool` of `get_context().Pool(4).map`."""
    while isinstance(subject, tuple) and len(subject) > 1 and isinstance(subject[0], str):
        if subject[0] != "result" and not subject[0].startswith("."):
            return None
        subject = subject[1]
    return subject if isinstance(subject, str) else None


def result(ev: Evaluator, thing: Opaque, arguments: Arguments, site: Site) -> Value:
    """What a method of a pool of workers gives; nothing if it is no such method."""
    match thing.subject:
        case (str() as attribute, tuple() as pool) if (kind := KINDS.get(attribute)) is not None:
            library = library_of(pool)
            if library is None or not library.startswith(LIBRARIES) or arguments.at(0) is None:
                return ()
            value = kind(ev, arguments, site)
            return just(fetched(value)) if attribute[1:] in LATER else value
        case ("result", "joblib.Parallel", *_) if arguments.positional:
            return argument(arguments, 0)
    return ()


def fetched(value: Value) -> Record:
    """What holds a value until `result()` or `get()` is called."""
    method = just(Bound(Sequence((value,)), "pop"))
    return Record((("result", method), ("get", method)))


def submitted(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """submit(f, *args, **kwargs)."""
    return called(ev, arguments, Arguments(arguments.positional[1:], arguments.keywords, arguments.double_stars), site)


def applied(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """apply(f, args, kwds)."""
    given, doubled = arguments.at(1) or arguments.keyword("args"), arguments.at(2) or arguments.keyword("kwds")
    positional = () if given is None else ((given, True),)
    return called(ev, arguments, Arguments(positional, (), () if doubled is None else (doubled,)), site)


def called(ev: Evaluator, arguments: Arguments, given: Arguments, site: Site) -> Value:
    from losslint.analysis import calls

    return calls.call(ev, argument(arguments, 0), given, (site[0], site[1], (site[2], "worker")))


def mapped(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """map(f, values, chunksize), map(f, values, others)."""
    return functional.mapped(ev, Arguments(tuple(a for a in arguments.positional if not _is_number(a[0]))), site)


def _is_number(thunk: Thunk) -> bool:
    return isinstance(thunk.expr, ast.Constant)


def spread(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """starmap(f, rows)."""
    rows = argument(arguments, 1)
    row = iteration.element(ev, rows, None) if rows else nothing_known("a row of what is not known")
    value = called(ev, arguments, Arguments(((Thunk(lambda: row), True),)), site)
    return just(Sequence(middle=value))


KINDS = {
    ".submit": submitted,
    **{f".{name}": applied for name in LISTED},
    **{f".{name}": mapped for name in ONE_BY_ONE},
    **{f".{name}": spread for name in SPREAD},
}
