"""Which objects the files of hydra's configurations describe, and under which names the program knows them. Floor 3.

`@hydra.main(config_path=…, config_name=…)` tells the folder and the file; the groups in the file's `defaults` are folders below.
Each dict in them with a `_target_` describes an object. What stands under `loss` in the description of a `Trainer` is what the
program knows as the parameter `loss` of `Trainer`; what stands under no other target, as what `instantiate` gives.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from losslint.analysis import bounds
from losslint.analysis.names import NameGraph, bare, spellings
from losslint.source.data import UNKNOWN, DataProblem, read
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.source.file import SourceFile
    from losslint.source.project import Project

TARGET = "_target_"
MAKER = "instantiate"
MANDATORY = "???"
Tree = dict[str, object]
Path = tuple[Hashable, ...]


class Described(NamedTuple):
    """A dict that names a target: its file, the keys that lead to it, the target around it with the key in that, the file of
    the program that reads it, and a node of that which stands for it; whether the defaults choose its file."""

    file: SourceFile
    path: Path
    tree: Tree
    around: tuple[str, str] | None
    reader: SourceFile
    node: ast.stmt
    default: bool | None

    @property
    def name(self) -> str:
        """The last name of the target."""
        return str(self.tree[TARGET]).rpartition(".")[2]


def linked(graph: NameGraph, project: Project) -> NameGraph:
    """The graph with what configurations describe."""
    for place in _everywhere(graph, project) if graph.may_import("hydra") else ():
        graph.described.setdefault(place.name, []).append(place)
        if place.around is not None:
            graph.passed[place.name].add(place.around)
            graph.passed_results[place.name].add(place.around)
            continue
        for maker in spellings(MAKER):
            graph.results[place.name] |= graph.results[maker]
            graph.passed_results[place.name] |= graph.passed_results[maker]
            graph.makers[place.name] |= graph.makers[maker]
    return graph


def _everywhere(graph: NameGraph, project: Project) -> Iterator[Described]:
    seen: set[str] = set()
    for called in graph.calls_spelled("main"):
        reader = called.owner.file
        if not reader.contains("hydra") or not called.call.keywords:
            continue
        for file, tree, default in _files(project, reader, called.call):
            if file.display not in seen:
                seen.add(file.display)
                for path, inner, around in _targets(tree, (), None):
                    node = ast.copy_location(ast.Pass(), called.call)
                    yield Described(file, path, inner, around, reader, node, default)


def _files(project: Project, reader: SourceFile, call: ast.Call) -> Iterator[tuple[SourceFile, object, bool | None]]:
    """The file that the program names, and those of the groups that its defaults choose from: does it choose them?"""
    folder, name = stated_path(call)
    if name is None:
        return
    chosen: dict[str, object] = {}
    for file in project.data_files(reader.path.parent, f"{folder}/{name}.yaml", bounds.CANDIDATES):
        tree = _content(file)
        yield file, tree, True
        listed = tree.get("defaults") if isinstance(tree, dict) else None
        for entry in listed if isinstance(listed, list) else ():
            chosen |= {_folder(str(k)): v for k, v in entry.items()} if isinstance(entry, dict) else {}
    for group, choice in sorted(chosen.items()):
        stated = choice.removesuffix(".yaml") if isinstance(choice, str) and choice != MANDATORY else None
        for file in project.data_files(reader.path.parent, f"{folder}/{group}/?.yaml", bounds.CANDIDATES):
            yield file, _content(file), None if stated is None else file.path.stem == stated


def _content(file: SourceFile) -> object:
    try:
        return read(file)
    except DataProblem:
        return UNKNOWN


def _folder(group: str) -> str:
    """The folder of `model`, `override /model`, `/model@net`."""
    return group.partition("@")[0].split(" ")[-1].strip("/")


def stated_path(call: ast.Call) -> tuple[str, str | None]:
    """The folder and the name in `hydra.main(config_path, config_name)`; of `root / "configs"` the last part."""
    given = dict(zip(("config_path", "config_name"), call.args, strict=False))
    given |= {k.arg: k.value for k in call.keywords if k.arg in ("config_path", "config_name")}
    texts = {
        key: [n.value for n in walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        for key, value in given.items()
    }
    folder, name = texts.get("config_path") or ["."], texts.get("config_name")
    return folder[-1].removeprefix("/") or ".", name[0].removesuffix(".yaml") if name else None


def has_target(tree: object) -> bool:
    return isinstance(tree, dict) and isinstance(tree.get(TARGET), str)


def _targets(
    tree: object, path: Path, around: tuple[str, str] | None
) -> Iterator[tuple[Path, Tree, tuple[str, str] | None]]:
    inside: str | None = None
    if has_target(tree):
        assert isinstance(tree, dict)
        yield path, tree, around
        inside = bare(str(tree[TARGET]).rpartition(".")[2])
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from _targets(value, (*path, key), (inside, str(key)) if inside is not None else around)
