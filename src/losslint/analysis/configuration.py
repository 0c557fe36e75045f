"""Configuration that a program reads from files: JSON, YAML and TOML, by a literal path or by an option's default. Floor 3.

A file under a literal path is read as what it says. One whose path is an option is something with an identity, whose
items have the file's values as defaults: the option may name another file. Where the stated path is missing, the files of
its folder stand for it, as far as they agree.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Const,
    Mapping,
    Opaque,
    Sequence,
    Thing,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.record import dataclass
from losslint.source.data import UNKNOWN, DataProblem, read

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

WRAPPERS = (
    "easydict.EasyDict munch.Munch munch.munchify munch.DefaultMunch.fromDict addict.Dict omegaconf.OmegaConf.create "
    "types.SimpleNamespace argparse.Namespace dotmap.DotMap box.Box attrdict.AttrDict ml_collections.ConfigDict "
    "omegaconf.OmegaConf.to_container"
).split()
NOT_STATED = "its value stands in a configuration file that is not known"


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """What configuration files say in one place: the value in each file that may be meant."""

    trees: tuple[object, ...] = ()

    def item(self, key: Hashable) -> Data:
        return Data(tuple(tree[key] for tree in self.trees if _has(tree, key)))  # type: ignore[index]  # it has

    @property
    def scalar(self) -> Const | None:
        """The constant that all files agree on."""
        first = self.trees[0] if self.trees else UNKNOWN
        if first is UNKNOWN or isinstance(first, dict | list) or any(t != first for t in self.trees):
            return None
        return const(first)

    @property
    def keys(self) -> tuple[Hashable, ...]:
        """The keys that all files have here."""
        if not self.trees or not all(isinstance(t, dict) for t in self.trees):
            return ()
        first = self.trees[0]
        assert isinstance(first, dict)
        return tuple(k for k in first if all(isinstance(t, dict) and k in t for t in self.trees))


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file of the project: the path as far as it is stated, and whether the program can mean no other."""

    importer: SourceFile
    stated: str | None
    certain: bool


def _has(tree: object, key: Hashable) -> bool:
    if isinstance(tree, list):
        return isinstance(key, int) and -len(tree) <= key < len(tree)
    return isinstance(tree, dict) and key in tree


# -- opening and reading --------------------------------------------------------------------------------------------


def opened(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """open(path)."""
    return union(*(guarded(just(file_of(t, site[1].file)), g) for t, g in argument(arguments, 0))) or nothing_known(
        "open() without a path"
    )


def file_of(path: Thing, importer: SourceFile) -> Opaque:
    stated = path if isinstance(path, Const) else path.default if isinstance(path, Opaque) else None
    text = stated.value if stated is not None and isinstance(stated.value, str) else None
    subject: Hashable = path.subject if isinstance(path, Opaque) else path
    origin = Opened(importer, text, isinstance(path, Const))
    return Opaque(("file", subject), "the content of a file", None, origin)


def loaded(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """json.load(file), yaml.safe_load(file), json.loads(file.read())."""
    return union(*(guarded(_content(ev, t), g) for t, g in argument(arguments, 0))) or nothing_known(NOT_STATED)


def loaded_path(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """OmegaConf.load(path)."""
    found = []
    for thing, guards in argument(arguments, 0):
        is_file = isinstance(thing, Opaque) and isinstance(thing.origin, Opened)
        found.append(guarded(_content(ev, thing if is_file else file_of(thing, site[1].file)), guards))
    return union(*found) or nothing_known(NOT_STATED)


def wrapped(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """EasyDict(config), Namespace(**config): the same values under attributes."""
    if arguments.positional:
        return argument(arguments, 0)
    if arguments.double_stars and not arguments.keywords:
        return arguments.double_stars[0].compute()
    return just(Mapping(tuple((name, thunk.compute()) for name, thunk in arguments.keywords)))


def _content(ev: Evaluator, file: Thing) -> Value:
    if not isinstance(file, Opaque):
        return nothing_known(NOT_STATED)
    origin = file.origin
    if not isinstance(origin, Opened) or origin.stated is None:
        return just(Opaque(("content", file.subject), NOT_STATED, None, Data()))
    trees = stated(ev, origin.importer, origin.stated)
    if origin.certain and len(trees) == 1:
        return as_value(trees[0])
    return just(Opaque(("content", file.subject), NOT_STATED, None, Data(trees)))


def stated(ev: Evaluator, importer: SourceFile, path: str) -> tuple[object, ...]:
    """The contents of the files that a path may mean."""
    key = ("data", importer.folder, path)
    known = ev.cache.get(key)
    if known is None:
        files = ev.project.data_files(importer.path.parent, path, bounds.CANDIDATES)
        known = ev.cache[key] = tuple(tree for file in files if (tree := _read(file)) is not UNKNOWN)
    assert isinstance(known, tuple)
    return known


def _read(file: SourceFile) -> object:
    try:
        return read(file)
    except DataProblem:
        return UNKNOWN


def as_value(tree: object) -> Value:
    """The content of a file as the evaluator's values."""
    match tree:
        case dict():
            return just(Mapping(tuple((k, as_value(v)) for k, v in list(tree.items())[: bounds.ITEMS])))
        case list() if len(tree) <= bounds.ITEMS:
            return just(Sequence(tuple(as_value(v) for v in tree)))
    if tree is UNKNOWN or not isinstance(tree, Hashable):
        return nothing_known(NOT_STATED)
    return just(const(tree))


# -- what configuration gives ---------------------------------------------------------------------------------------


def data_of(thing: Opaque) -> Data | None:
    """What stands in configuration files, if the thing comes from one."""
    return thing.origin if isinstance(thing.origin, Data) else None


def item(thing: Opaque, key: Hashable, data: Data) -> Opaque:
    below = data.item(key)
    return Opaque(("item", thing.subject, key), NOT_STATED, below.scalar, below)


def is_a(data: Data, name: str) -> bool | None:
    """isinstance() of something that a configuration file says: text, numbers, lists and dicts."""
    if not name.startswith("builtins."):
        return False
    kinds = {type(tree).__name__ for tree in data.trees if tree is not UNKNOWN}
    return name.removeprefix("builtins.") in kinds if len(kinds) == 1 else None
