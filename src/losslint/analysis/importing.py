"""Modules imported by a text: `importlib.import_module(f"models.{name}")`. Floor 3.

Where a part of the name is not known, every module of the folder is a candidate, under the guard that it is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import bounds, imports, lookups, texts
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Const,
    Module,
    Opaque,
    Package,
    Symbol,
    Thing,
    Value,
    guarded,
    just,
    nothing_known,
    union,
)

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile


def import_module(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """importlib.import_module(name), with or without a package."""
    importer = site[1].file
    found = []
    for thing, guards in argument(arguments, 0):
        if isinstance(thing, Const) and isinstance(thing.value, str):
            value = just(module(ev, importer, thing.value) or Symbol(thing.value))
        elif isinstance(thing, Opaque):
            value = one_of_folder(ev, importer, thing)
        else:
            value = nothing_known("a module imported by a name that is not known")
        found.append(guarded(value, guards))
    return union(*found) or nothing_known("a module imported by a name that is not known")


def module(ev: Evaluator, importer: SourceFile, dotted: str) -> Thing | None:
    name = dotted.lstrip(".")
    return imports.module(ev, importer, name, len(dotted) - len(name))


def one_of_folder(ev: Evaluator, importer: SourceFile, name: Opaque) -> Value:
    """The modules whose name has the known parts."""
    unknown = nothing_known("a module imported by a name that is not known")
    around = texts.around_one(name)
    stated = str(name.default.value) if name.default is not None else None
    if around is None or not around[0].endswith("."):
        only = module(ev, importer, stated) if stated is not None else None
        return just(only) if only is not None and around is not None and not around[0] else unknown
    before, subject, behind = around
    folder = module(ev, importer, before[:-1] if before.strip(".") else before)
    if not isinstance(folder, Module | Package):
        return unknown
    names = ev.project.submodules(folder.file if isinstance(folder, Module) else folder.namespace)
    known = {stem: thing for stem in names if (thing := module(ev, importer, f"{before}{stem}{behind}")) is not None}
    if not known or len(known) > bounds.CANDIDATES:
        return nothing_known("a module of a folder with too many of them") if known else unknown
    default = next((stem for stem in known if f"{before}{stem}{behind}" == stated), None)
    found = []
    for stem, thing in known.items():
        guard = lookups.picks(subject, stem, "the module", None if default is None else stem == default)
        found.append(guarded(just(thing), frozenset({guard})))
    return union(*found)
