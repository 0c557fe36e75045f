"""Configuration files written in Python, as `Config.fromfile(path)` of OpenMMLab reads them, and copies of it in projects. Floor 3.

A file under a literal path is read as what it says. Where the path is an option, each file of the project that can be
meant is an alternative of its own, under the guard that it is the one: what two places read of it belongs together.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from losslint.analysis import bounds, configuration, stores, texts
from losslint.analysis.assuming import CHOICE, assumed
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import Class, Const, Opaque, Thing, Value, guarded, just, union
from losslint.guards import Guard, Guards, compatible
from losslint.source.data import UNKNOWN
from losslint.source.python_data import is_plain, read_module

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

READER = "fromfile"
READERS = tuple(f"{m}.Config.{READER}" for m in ("mmcv", "mmcv.utils", "mmengine", "mmengine.config"))
COPIED = frozenset((READER, "_file2dict", "_merge_a_into_b"))
BASE, DELETE = "_base_", "_delete_"
DEPTH = 6  # files that one is based on, one behind the other
Tree = dict[str, object]


def is_copy(cls: Class) -> bool:
    """Is the class of the project a copy of OpenMMLab's `Config`?"""
    return {s.name for s in cls.node.body if isinstance(s, ast.FunctionDef)} >= COPIED


def loaded(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """Config.fromfile(path)."""
    return union(*(guarded(_of_path(ev, t, site), g) for t, g in argument(arguments, 0)))


def _of_path(ev: Evaluator, path: Thing, site: Site) -> Value:
    subject = (CHOICE, _asked_for(path) if isinstance(path, Opaque) else site[:2])
    stated = path if isinstance(path, Const) else path.default if isinstance(path, Opaque) else None
    named = _named(ev, stated.value, site[1].file) if stated is not None and isinstance(stated.value, str) else None
    meant = [named] if named is not None and isinstance(path, Const) else _meant(ev, path, site[1].file)
    if not 0 < len(meant) <= bounds.CANDIDATES:
        return just(Opaque(subject, configuration.NOT_STATED))
    each = ((file, _chosen(file, subject, named)) for file in meant)
    return union(*(guarded(_read(ev, file), guards) for file, guards in each if compatible(guards, assumed(ev))))


def _asked_for(path: Opaque) -> Hashable:
    """What names the path: an option by its name, which is the same in each program that a run may begin with."""
    subject = path.subject
    is_option = path.receiver is not None and isinstance(path.receiver.origin, tuple)
    return subject[0] if is_option and isinstance(subject, tuple) else subject


def _chosen(file: SourceFile, subject: Hashable, named: SourceFile | None) -> Guards:
    default = None if named is None else file is named
    return frozenset({Guard(subject, frozenset({file.display}), True, f"the configuration is {file.display}", default)})


def _read(ev: Evaluator, file: SourceFile) -> Value:
    key = ("python configuration", file)
    known = ev.cache.get(key)
    if known is None:
        tree = _content(file, ev, DEPTH)
        for path in _set_elsewhere(ev, tree):
            _forget(tree, path)
        known = ev.cache[key] = configuration.as_value(tree)
    return cast("Value", known)


# -- which files ----------------------------------------------------------------------------------------------------


def _named(ev: Evaluator, text: str, reader: SourceFile) -> SourceFile | None:
    """The one file that a path in a program means, whatever folder the program is run in."""
    wanted = f"/{posixpath.normpath(text).lstrip('./')}"
    found = _nearest([file for file in ev.files if file.path.as_posix().endswith(wanted)], reader)
    return found[0] if len(found) == 1 else None


def _meant(ev: Evaluator, path: Thing, reader: SourceFile) -> list[SourceFile]:
    """The files that a path may mean of which a part is known at most."""
    around = texts.around_one(path) if isinstance(path, Opaque) else None
    before, _, behind = around or ("", None, "")
    folder = posixpath.dirname(before)
    inside = f"/{posixpath.normpath(folder).lstrip('./')}/" if folder.strip("./") else "/"
    plain = ev.fact("python configurations", lambda: list(_configurations(ev)))
    fit = [f for f in plain if inside in f.path.as_posix() and f.path.as_posix().endswith(behind or ".py")]
    return _nearest(fit, reader)


def _nearest(files: list[SourceFile], reader: SourceFile) -> list[SourceFile]:
    """Those in the innermost folder around the program that has any."""
    for folder in (reader.path.parent, *reader.path.parents):
        if below := [file for file in files if folder in file.path.parents]:
            return below
    return []


def _configurations(ev: Evaluator) -> Iterator[SourceFile]:
    """Files that only state values, in no package, imported and based on by none: those that a program can be run with."""
    packages = {file.folder for file in ev.files if file.is_package}
    files = [f for f in ev.files if f.path.suffix == ".py" and f.folder not in packages]
    plain = [f for f in files if f.tree is not None and is_plain(f.tree)]
    based_on = {base for f in plain for base in _bases(ev, f)}
    return (f for f in plain if f not in based_on and f not in ev.project.imported)


def _bases(ev: Evaluator, file: SourceFile) -> list[SourceFile]:
    assert file.tree is not None
    stated = read_module(file.tree).get(BASE)
    texts_of = stated if isinstance(stated, list) else [stated]
    places = {posixpath.normpath(f"{file.folder}/{text}") for text in texts_of if isinstance(text, str)}
    return [other for other in ev.files if other.path.as_posix() in places] if places else []


# -- what a file says -----------------------------------------------------------------------------------------------


def _content(file: SourceFile, ev: Evaluator, depth: int) -> Tree:
    """The names of the file over those of the files that it is based on."""
    own = read_module(file.tree) if file.tree is not None else {}
    merged: Tree = {}
    for base in _bases(ev, file) if BASE in own and depth else ():
        merged |= _content(base, ev, depth - 1)
    own.pop(BASE, None)
    return _merged(own, merged)


def _merged(own: Mapping[str, object], base: Mapping[str, object]) -> Tree:
    """`own` over `base`, dict by dict; one that says `_delete_` replaces what it is based on."""
    found = dict(base)
    for key, value in own.items():
        below = found.get(key)
        if not isinstance(value, dict):
            found[key] = value
        elif isinstance(below, dict) and not value.get(DELETE):
            found[key] = _merged(value, below)
        else:
            found[key] = {k: v for k, v in value.items() if k != DELETE}
    return found


# -- what the program sets in it -------------------------------------------------------------------------------------


def _set_elsewhere(ev: Evaluator, tree: Tree) -> Iterator[tuple[str, ...]]:
    """The keys that the program may overwrite (`cfg.model.kind = args.kind`), as paths into the configuration."""
    names = ev.fact("names of configurations", lambda: ev.graph.objects((f".{READER}",)))
    for key in dict.fromkeys(_keys(tree)):
        for _, frame, receiver in stores.elsewhere(ev, key) if key in ev.graph.stores else ():
            *above, root = _parts(receiver, names)
            if f".{root}" in names or ev.graph.local(root, ev.graph.owners.get(frame.node)) in names:
                yield *reversed(above), key


def _parts(receiver: ast.expr, names: frozenset[str]) -> Iterator[str]:
    """`model`, `cfg` of `cfg.model` and of `self.cfg.model`, where `.cfg` is one of the names."""
    while isinstance(receiver, ast.Attribute) and f".{receiver.attr}" not in names:
        yield receiver.attr
        receiver = receiver.value
    yield receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")


def _keys(tree: Mapping[str, object]) -> Iterator[str]:
    for key, value in tree.items():
        yield str(key)
        if isinstance(value, dict):
            yield from _keys(value)


def _forget(tree: Tree, path: tuple[str, ...]) -> None:
    """Nothing is known of what stands at the path."""
    *above, last = path
    for key in above:
        below = tree.get(key)
        if not isinstance(below, dict):
            return
        tree[key] = tree = dict(below)
    if last in tree:
        tree[last] = UNKNOWN
