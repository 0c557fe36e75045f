"""`Project`: the user's paths come in, every file of the project around them and the way between them go out.

Floor 2. Paths filter what is reported, not what is read: a loss in `train.py` is judged by a model in `models/`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path

from losslint.place import Place
from losslint.source.components import Component, components, programs
from losslint.source.data import SUFFIXES
from losslint.source.discovery import Excludes, Found, find_files
from losslint.source.file import Problem, SourceFile
from losslint.source.links import Links, links
from losslint.source.modules import ModuleIndex, Namespace

__all__ = ["MARKERS", "Namespace", "Project", "UsageProblem", "project_root"]

MARKERS = ("pyproject.toml", "losslint.toml", ".losslint.toml", ".git")
"""What a project's root holds."""


class UsageProblem(Exception):  # noqa: N818 - it is the user's, not an error of ours
    """The user asked for something that is not there; the message is for them."""


class Project:
    """All Python files and notebooks around the asked paths, in the order of their names."""

    def __init__(self, root: Path, cwd: Path, asked: Sequence[Path], found: Found, sources: Sequence[str] = ()) -> None:
        self.root = root
        self.sources = tuple(sources)
        self.opened_at = time.time_ns()
        self.asked = frozenset(asked)
        self._asked = tuple(path.as_posix() for path in self.asked)
        self._is_asked: dict[str, bool] = {}
        self._cwd = cwd.as_posix()
        self._found = found
        by_path = {path: SourceFile(Path(path), self._display(path)) for path in sorted(set(found.files))}
        self._by_path = by_path
        for link, target in found.links:
            # a link into the project is another name of that file, not another file
            by_path[link] = by_path.get(target) or SourceFile(Path(link), self._display(link))
        unique = {id(file): file for file in by_path.values()}.values()
        self.files: tuple[SourceFile, ...] = tuple(sorted(unique, key=lambda file: file.display))
        self.links = tuple(sorted(found.links))
        self.roots: dict[Path, Path] = {}  # by folder, what was taken for the root of the program there
        self.looked_up: dict[tuple[str, str, int], tuple[SourceFile, ...]] = {}
        self.problems = tuple(self._unreadable(folder, cause) for folder, cause in sorted(found.unreadable))

    @classmethod
    def open(
        cls,
        paths: Sequence[Path],
        *,
        cwd: Path,
        exclude: Sequence[str] = (),
        default_exclude: bool = True,
        force_exclude: bool = False,
        src: Sequence[Path] = (),
        contents: Mapping[Path, bytes] | None = None,
    ) -> Project:
        """The project around `paths` (none: `cwd`); `exclude` are patterns beside the default ones, if these are
        wanted; `src` are folders in which imports are looked up first, outside the project too.

        A path is always read, even one that is ignored or excluded, unless `force_exclude` leaves out those that are
        excluded; with none left the project has no files. `contents` stands for what is on the disk: a file
        listed there (by its absolute path) is never read and need not exist. Raises `UsageProblem` for a path that is missing.
        """
        given = contents or {}
        here, asked = _resolved(paths, cwd, given)
        root = _root(asked)
        excludes = Excludes.of(exclude, (root, here), default=default_exclude)
        if force_exclude:
            asked = [path for path in asked if not excludes.leaves_out(path, root)]
        if not asked:
            return cls(Path(root), Path(here), [], Found())
        found = find_files(root, excludes)
        sources = [Path(os.path.realpath(folder)).as_posix() for folder in src]
        for path in (*asked, *sources):
            _add_asked(path, excludes, found)
        project = cls(Path(root), Path(here), [Path(path) for path in asked], found, sources)
        return project.edited(given) if given else project

    def edited(self, contents: Mapping[Path, bytes]) -> Project:
        """The same files with other contents of some, by absolute path; what was read and parsed of the others is shared."""
        project = copy(self)
        new = {file: _with_data(file, contents[file.path]) for file in self.files if file.path in contents}
        mine = vars(project)
        mine["_by_path"] = {path: new.get(file, file) for path, file in self._by_path.items()}
        mine["files"] = tuple(new.get(file, file) for file in self.files)
        mine["looked_up"] = {}
        for known in (
            "_index",
            "_by_display",
            "_links",
            "components",
            "_component_of",
            "_programs",
            "_meeting",
            "imported",
        ):
            mine.pop(known, None)
        if "components" in vars(self) and all(file.imports == other.imports for file, other in new.items()):
            mine["components"] = tuple(tuple(new.get(file, file) for file in each) for each in self.components)
            mine["imported"] = frozenset(new.get(file, file) for file in self.imported)
            mine["_programs"] = {new.get(file, file): bits for file, bits in self._programs.items()}
        return project

    def file(self, display: str) -> SourceFile | None:
        """The file that messages call `display`."""
        return self._by_display.get(display)

    def path_of(self, display: str) -> Path:
        """The absolute path of the file or folder that messages call `display`."""
        file = self._by_display.get(display)
        return file.path if file else Path(self._cwd, display)

    def is_asked(self, display: str) -> bool:
        """Whether the file or folder that messages call `display` lies under a path that the user gave."""
        known = self._is_asked.get(display)
        if known is None:
            path = self.path_of(display).as_posix()
            known = any(path == asked or path.startswith(f"{asked.rstrip('/')}/") for asked in self._asked)
            self._is_asked[display] = known
        return known

    def find_module(self, importer: SourceFile, dotted: str, level: int = 0) -> SourceFile | Namespace | None:
        """What `import dotted`, or `from ..dotted import` (`level` dots), means in `importer`; None: foreign."""
        return self._index.find(importer, dotted, level)

    def submodule(self, package: SourceFile | Namespace, name: str) -> SourceFile | Namespace | None:
        """The module `name` of a package, as in `from package import name`."""
        return self._index.inside(package, name)

    def submodules(self, package: SourceFile | Namespace) -> tuple[str, ...]:
        """The names of the modules that lie directly in a package."""
        return self._index.below(package)

    def data_files(self, folder: Path, text: str, most: int) -> tuple[SourceFile, ...]:
        """The configuration file that a path in a program means, seen from the folder of the program and those above it.

        Where there is none at that path, the files of the same kind in the folder that it names: it is one of those, and
        the first `most` of them are given. What was asked is kept in `looked_up`.
        """
        key = str(folder), text, most
        if key not in self.looked_up:
            found = self._data_paths(folder, text)[:most]
            self.looked_up[key] = tuple(SourceFile(path, self._display(path.as_posix())) for path in found)
        return self.looked_up[key]

    def _data_paths(self, folder: Path, text: str) -> tuple[Path, ...]:
        folders = [folder, *folder.parents]
        below = [folder for folder in folders if folder == self.root or self.root in folder.parents]
        places = [place for folder in below if self._is_inside(place := Path(os.path.normpath(folder / text)))]
        try:
            if found := next((place for place in places if place.is_file()), None):
                return (found,)
            named = [place.parent for place in places if place.suffix in SUFFIXES and place.parent not in below]
            around = next((place for place in named if place.is_dir()), None)
            return tuple(sorted(p for p in around.iterdir() if p.suffix == Path(text).suffix)) if around else ()
        except (OSError, ValueError):  # no path at all, or one that cannot be read
            return ()

    def _is_inside(self, path: Path) -> bool:
        return self.root in path.parents

    def base_of(self, file: SourceFile) -> Path:
        """The folder around the package that the file belongs to; of a script its own."""
        return Path(self._index.base(file))

    @property
    def importable(self) -> frozenset[str]:
        """The names of its modules and folders."""
        return self._index.names

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The files in groups that can know of each other."""
        return components(self.files, self._links)

    def meet(self, one: SourceFile, other: SourceFile) -> bool:
        """May one program load both files?"""
        known = self._programs
        return one is other or bool(known.get(one, -1) & known.get(other, -1))

    def meeting(self, file: SourceFile) -> frozenset[SourceFile]:
        """The files of the project that one program may load together with this one."""
        programs = self._programs.get(file, -1)
        if programs not in self._meeting:
            near = self._component_of.get(file, self.files)
            self._meeting[programs] = frozenset(other for other in near if self._programs.get(other, 0) & programs)
        return self._meeting[programs]

    @cached_property
    def imported(self) -> frozenset[SourceFile]:
        """The files that another one leads to by its own words, and not as one of a folder."""
        words = (
            (file, other) for file, others in self._links.items() if isinstance(file, SourceFile) for other in others
        )
        return frozenset(other for file, other in words if isinstance(other, SourceFile) and other is not file)

    @cached_property
    def _component_of(self) -> dict[SourceFile, Component]:
        return {file: component for component in self.components for file in component}

    @cached_property
    def _meeting(self) -> dict[int, frozenset[SourceFile]]:
        return {}

    @cached_property
    def _links(self) -> Links:
        return links(self)

    @cached_property
    def _programs(self) -> dict[SourceFile, int]:
        return programs(self._links)

    def module_name(self, file: SourceFile) -> str:
        """The dotted name of a file, for messages."""
        return self._index.name(file)

    @cached_property
    def _index(self) -> ModuleIndex:
        return ModuleIndex(self.root.as_posix(), self._by_path, self.sources)

    @cached_property
    def _by_display(self) -> dict[str, SourceFile]:
        return {file.display: file for file in self.files}

    def _display(self, path: str) -> str:
        below = path.removeprefix(self._cwd if self._cwd.endswith("/") else f"{self._cwd}/")
        # names that are not UTF-8 must not break whoever prints them
        return os.fsencode(below).decode("utf-8", "replace") if not below.isascii() else below

    def _unreadable(self, folder: str, cause: str) -> Problem:
        return Problem(Place(self._display(folder), 1, 1, 1, 1), f"the folder cannot be read: {cause}")


def _with_data(file: SourceFile, data: bytes) -> SourceFile:
    other = SourceFile(file.path, file.display)
    other.data = data
    return other


def project_root(paths: Sequence[Path], cwd: Path, given: Collection[Path] = ()) -> Path:
    """The root of the project around `paths` (none: `cwd`). Raises `UsageProblem` for one that is missing and not `given`."""
    return Path(_root(_resolved(paths, cwd, given)[1]))


def _resolved(paths: Sequence[Path], cwd: Path, given: Collection[Path]) -> tuple[str, list[str]]:
    here = Path(os.path.realpath(cwd)).as_posix()
    return here, [_existing(path, here, given) for path in paths or [cwd]]


def _existing(path: Path, cwd: str, given: Collection[Path]) -> str:
    full = Path(cwd, path)
    if not os.path.lexists(full):
        if given and (absolute := Path(os.path.realpath(full))) in given:
            return absolute.as_posix()
        raise UsageProblem(f"no such file or folder: {path}")
    resolved = os.path.realpath(full)
    # a link that leads nowhere is read as itself, and reported as unreadable
    return Path(resolved if os.path.exists(resolved) else full).as_posix()  # noqa: PTH110 - never raises


def _root(asked: Sequence[str]) -> str:
    """The nearest folder around all paths that is marked as a project's root; without one the folder of the paths."""
    try:
        common = Path(os.path.commonpath([path if _is_folder(path) else Path(path).parent for path in asked]))
    except ValueError:  # two drives
        raise UsageProblem("the paths have no folder in common") from None
    for folder in (common, *common.parents):
        if any(os.path.lexists(folder / marker) for marker in MARKERS):
            return folder.as_posix()
    return common.as_posix()


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - never raises


def _add_asked(path: str, excludes: Excludes, found: Found) -> None:
    """Add what an asked path covers and the walk from the root has left out."""
    if not _is_folder(path):
        found.files.append(path)
    elif path not in found.folders and path not in {folder for folder, _ in found.unreadable}:
        more = find_files(path, excludes)
        found.files += more.files
        found.links += more.links
        found.folders |= more.folders
        found.unreadable += more.unreadable
