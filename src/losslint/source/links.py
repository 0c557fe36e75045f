"""Which files a file may get something of: by its import statements, and by what it loads that another has saved. Floor 2.

In: a project. Out: a graph of files; where anything below a folder may be meant, the folder is a node of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.regular import regular
from losslint.source.file import SourceFile
from losslint.source.imported import Import
from losslint.source.modules import Namespace

if TYPE_CHECKING:
    from losslint.source.project import Project

Node = SourceFile | Path
Links = dict[Node, tuple[Node, ...]]

READING = "hydra", ".fromfile("
"""What those import, and those call, who build what a configuration names: it may name anything."""
ROOTS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "environment.yml")
"""What the folder holds that a program of its own lies in."""

MODULES = ("torch", "jit", "pickle", "dill", "joblib")
LOADING = (".load(", tuple(f"{module}.load(" for module in MODULES))
SAVING = (".save(", ("torch.save(", "jit.save(")), (".dump(", tuple(f"{module}.dump(" for module in MODULES))
"""What stands where objects are loaded and saved: a word that most files lack, and those that tell."""
WEIGHTS = "load_state_dict", "state_dict("
"""Words of those who load, and of those who save, the weights of a network alone."""
LONGEST = 100  # characters of such a name
_SUFFIX = regular(r"\.(?:pth?|pkl|pickle|p|bin|ckpt|joblib|tar|t7|h5|model|net|sav|dill|jit|ts)[\"']")


def links(project: Project) -> Links:
    """For every file, and every folder that one may mean, what it leads to."""
    reader = _Reader(project)
    found: Links = {
        file: tuple(dict.fromkeys((*reader.known_to(file), *reader.saved_for(file)))) for file in project.files
    }
    for file, folders in _of_any_name(project, found).items():
        found[file] = (*found[file], *map(reader.folder, folders))
    return found | {folder: tuple(reader.below(folder)) for folder in reader.folders}


class _Reader:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.known = project.importable
        self.folders: dict[Path, None] = {}

    def known_to(self, file: SourceFile) -> Iterator[Node]:
        """The files that a file may get something of."""
        for stated in file.imports:
            if not _is_open(stated) and (stated.level or stated.base.partition(".")[0] in self.known):
                yield from self.meant(file, stated)
        if READING[0] in {each.base.partition(".")[0] for each in file.imports} or file.contains(READING[1]):
            yield self.folder(self.root(file.path.parent))

    def meant(self, file: SourceFile, stated: Import) -> Iterator[Node]:
        """The module, the packages around it, and those of the names that are modules."""
        parts = stated.base.split(".")
        around = [".".join(parts[:number]) for number in range(1, len(parts) + 1)]
        modules = [self.project.find_module(file, dotted, stated.level) for dotted in around]
        yield from (module for module in modules if isinstance(module, SourceFile))
        module = modules[-1]
        if module is None:
            return
        inside = (self.project.submodule(module, name) for name in stated.names)
        yield from (inner for inner in inside if isinstance(inner, SourceFile))
        if stated.below:
            yield self.folder(module.path if isinstance(module, Namespace) else module.path.parent)

    def saved_for(self, file: SourceFile) -> Iterator[SourceFile]:
        """What else is saved in the same project under the name of a file that this one loads."""
        if not _has(file, LOADING):
            return
        weights, root = file.contains(WEIGHTS[0]), self.root(file.path.parent)
        for name in _names_of_files(file):
            for other in self.saving.get(name, ()):
                if self.root(other.path.parent) == root and not (weights and other.contains(WEIGHTS[1])):
                    yield other

    @cached_property
    def saving(self) -> dict[str, list[SourceFile]]:
        """The files that save something, by the names of files in them."""
        found: dict[str, list[SourceFile]] = {}
        for file in self.project.files:
            for name in _names_of_files(file) if any(_has(file, words) for words in SAVING) else ():
                found.setdefault(name, []).append(file)
        return found

    def folder(self, path: Path) -> Path:
        self.folders[path] = None
        return path

    def below(self, folder: Path) -> Iterator[SourceFile]:
        """The modules in a folder; nobody imports a notebook."""
        inside = f"{folder.as_posix()}/"
        return (f for f in self.project.files if not f.is_notebook and f"{f.folder}/".startswith(inside))

    def root(self, folder: Path) -> Path:
        known = self.project.roots.get(folder)
        if known is None:
            known = self.project.roots[folder] = program_root(folder, self.project.root)
        return known


def _is_open(stated: Import) -> bool:
    """May any module be meant?"""
    return stated.below and not stated.base and not stated.level


def _of_any_name(project: Project, links: Links) -> dict[SourceFile, list[Path]]:
    """The folders in which a module of any name may be found, by the files that import one: those in which the programs begin that
    lead to such a file, and the one around its own package."""
    wanted = [file for file in project.files if any(map(_is_open, file.imports))]
    leading: dict[Node, list[SourceFile]] = {}
    for file in project.files if wanted else ():
        for other in links[file]:
            if other is not file:
                leading.setdefault(other, []).append(file)
    found = {}
    for file in wanted:
        reached, seen = [file], {file}
        for each in reached:  # it grows
            new = [one for one in leading.get(each, ()) if one not in seen]
            reached += new
            seen.update(new)
        begin = [project.base_of(file), *dict.fromkeys(one.path.parent for one in reached if one not in leading)]
        found[file] = list(dict.fromkeys(begin))
    return found


def program_root(folder: Path, root: Path) -> Path:
    """The nearest folder around, up to that of the project, that looks like the one of a whole program."""
    while folder not in (root, folder.parent) and not any(os.path.lexists(folder / name) for name in ROOTS):
        folder = folder.parent
    return folder


def _has(file: SourceFile, words: tuple[str, tuple[str, ...]]) -> bool:
    return file.contains(words[0]) and any(file.contains(word) for word in words[1])


def _names_of_files(file: SourceFile) -> set[str]:
    """The last parts of the paths, in quotes, of what programs save objects in."""
    text, names = file.text, set()
    for found in _SUFFIX.finditer(text):
        near = text[max(found.start() - LONGEST, 0) : found.end() - 1]
        names.add(near[max(map(near.rfind, "\"'/\n ")) + 1 :])
    return names
