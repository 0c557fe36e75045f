"""Paths to files, as texts: `Path(a) / b`, `os.path.join(a, b)`, `os.path.dirname(__file__)`. Floor 3."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from losslint.analysis import configuration, texts
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import Const, Value, const, guarded, just, nothing_known, union

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

METHODS = frozenset(("open", "read_text", "resolve", "absolute", "joinpath"))


def made(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """Path(a), Path(a, b)."""
    return joined(ev, arguments, site) if len(arguments.positional) > 1 else argument(arguments, 0)


def joined(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    parts: list[Value] = []
    for thunk, starred in arguments.positional:
        if starred:
            return nothing_known("a path of parts that are not known")
        parts += [thunk.compute(), just(const("/"))]
    return texts.joined(ev, parts[:-1]) if parts else nothing_known("a path without parts")


def folder(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """os.path.dirname(path)."""
    found = []
    for thing, guards in argument(arguments, 0):
        if isinstance(thing, Const) and isinstance(thing.value, str):
            found.append(guarded(just(const(posixpath.dirname(thing.value))), guards))
        else:
            found.append(nothing_known("the folder of a path that is not known"))
    return union(*found)


def call_method(text: str, name: str, site: Site) -> Value:
    """A method of a path that is known."""
    if name in ("open", "read_text"):
        return just(configuration.file_of(const(text), site[1].file))
    return just(const(text)) if name != "joinpath" else nothing_known("a path that is not known")
