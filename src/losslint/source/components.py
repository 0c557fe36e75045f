"""Which files of a project can know of each other: the connected components of its imports. Floor 2.

In: a project. Out: its files in groups, such that no file imports one of another group, nor could import it by a text. What is
true of one group does not hang on another: a folder full of tutorials is as many programs as it has notebooks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.source.file import SourceFile
from losslint.source.imported import Import
from losslint.source.modules import Namespace

if TYPE_CHECKING:
    from losslint.source.project import Project

Component = tuple[SourceFile, ...]

OPEN = ("hydra", "fromfile")
"""Words of those who build what a configuration names: it may name anything."""
ROOTS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "environment.yml")
"""What the folder holds that a program of its own lies in."""


def components(project: Project) -> tuple[Component, ...]:
    """The files in groups, in their order."""
    return _Groups(project).found()


class _Groups:
    """Sets of files that grow together (union-find)."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.above: dict[SourceFile, SourceFile] = {}
        self.roots: dict[Path, Path] = {}
        self.known = project.importable

    def found(self) -> tuple[Component, ...]:
        for file in self.project.files:
            for other in self.known_to(file):
                self.join(file, other)
        groups: dict[SourceFile, list[SourceFile]] = {}
        for file in self.project.files:
            groups.setdefault(self.first(file), []).append(file)
        return tuple(map(tuple, groups.values()))

    def first(self, file: SourceFile) -> SourceFile:
        above = self.above
        while (higher := above.get(file, file)) is not file:
            above[file] = above.get(higher, higher)
            file = higher
        return file

    def join(self, file: SourceFile, other: SourceFile) -> None:
        file, other = self.first(file), self.first(other)
        if file is not other:
            self.above[other] = file

    def known_to(self, file: SourceFile) -> Iterator[SourceFile]:
        """The files that a file may get something of."""
        for stated in file.imports:
            if stated.below and not stated.base and not stated.level:
                yield from self.below(self.root(file.path.parent))
            elif stated.level or stated.base.partition(".")[0] in self.known:
                yield from self.meant(file, stated)
        if any(file.contains(word) for word in OPEN):
            yield from self.below(self.root(file.path.parent))

    def meant(self, file: SourceFile, stated: Import) -> Iterator[SourceFile]:
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
            yield from self.below(module.path if isinstance(module, Namespace) else module.path.parent)

    def below(self, folder: Path) -> Iterator[SourceFile]:
        """The modules in a folder; nobody imports a notebook."""
        inside = f"{folder.as_posix()}/"
        return (f for f in self.project.files if not f.is_notebook and f"{f.folder}/".startswith(inside))

    def root(self, folder: Path) -> Path:
        """The nearest folder around that looks like that of a whole program."""
        known = self.roots.get(folder)
        if known is None:
            at = folder
            while at not in (self.project.root, at.parent) and not any(os.path.lexists(at / name) for name in ROOTS):
                at = at.parent
            known = self.roots[folder] = at
        return known
