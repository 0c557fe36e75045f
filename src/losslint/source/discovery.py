"""Discovery: a folder comes in, the Python files and notebooks below it go out, as ruff would find them.

Floor 2. Ignored and excluded folders are not entered, symbolic links to folders not followed (so there are no loops).
The order is the disk's: `project` sorts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fnmatch import translate

from losslint.record import dataclass, field
from losslint.source.ignore import IgnoreRules, rules_around, rules_of

SUFFIXES = (".py", ".ipynb")

DEFAULT_EXCLUDES = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pypackages__",
        "_build",
        "buck-out",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Names of folders (and files) that are never entered: ruff's list."""


@dataclass(slots=True)
class Found:
    """Absolute paths, with forward slashes: files, links to files with where they lead, folders entered, folders that
    could not be read with the reason.
    """

    files: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Excludes:
    """The user's exclude patterns. A pattern without a slash names files and folders anywhere; one with a slash is
    relative to one of `bases` (the project's root, the working directory) or absolute.
    """

    names: re.Pattern[str] | None
    paths: re.Pattern[str] | None
    bases: tuple[str, ...]
    defaults: frozenset[str] = DEFAULT_EXCLUDES

    @classmethod
    def of(cls, patterns: Sequence[str], bases: Sequence[str], *, default: bool = True) -> Excludes:
        """The patterns, compiled; beside the default ones unless `default` is off."""
        cleaned = [pattern.replace(os.sep, "/").rstrip("/").removeprefix("./") for pattern in patterns]
        names = [pattern for pattern in cleaned if pattern and "/" not in pattern]
        paths = [pattern for pattern in cleaned if "/" in pattern]
        return cls(_any_of(names), _any_of(paths), tuple(bases), DEFAULT_EXCLUDES if default else frozenset())

    def excludes(self, path: str, name: str) -> bool:
        """Whether a file or folder is left out."""
        if name in self.defaults or (self.names and self.names.match(name)):
            return True
        if self.paths is None:
            return False
        below = [path[len(base) + 1 :] for base in self.bases if path.startswith(f"{base}/")]
        return any(self.paths.match(candidate) for candidate in (path, *below))

    def leaves_out(self, path: str, root: str) -> bool:
        """Whether a path is excluded, or a folder between `root` and it is."""
        below = path.removeprefix(f"{root}/").split("/") if path.startswith(f"{root}/") else []
        steps = ["/".join((root, *below[: number + 1])) for number in range(len(below))]
        return any(self.excludes(step, name) for step, name in zip(steps, below, strict=True))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    # `**/` may stand for no folder at all, which fnmatch does not know
    spelled = [spelling for pattern in patterns for spelling in (pattern, pattern.replace("**/", ""))]
    return re.compile("|".join(translate(pattern) for pattern in spelled)) if spelled else None


def find_files(folder: str, excludes: Excludes) -> Found:
    """Everything below `folder`, which is entered even if it is ignored or excluded itself."""
    found = Found()
    waiting: list[tuple[str, IgnoreRules | None]] = [(folder, rules_around(folder))]
    while waiting:
        here, outer = waiting.pop()
        try:
            with os.scandir(here) as scan:
                entries = list(scan)
        except OSError as error:
            found.unreadable.append((here, error.strerror or str(error)))
            continue
        found.folders.add(here)
        rules = rules_of(here, {entry.name for entry in entries}, outer)
        waiting.extend((path, rules) for path in _visited(here, entries, rules, excludes, found))
    return found


def _visited(
    here: str, entries: Sequence[os.DirEntry[str]], rules: IgnoreRules | None, excludes: Excludes, found: Found
) -> list[str]:
    """The folders to enter next; files are added to `found`."""
    folders: list[str] = []
    base = here if here.endswith("/") else f"{here}/"
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not entry.name.endswith(SUFFIXES):
            continue
        path = base + entry.name
        if excludes.excludes(path, entry.name) or (rules and rules.ignores(path, is_folder=is_folder)):
            continue
        if is_folder:
            folders.append(path)
        elif not entry.is_symlink():
            found.files.append(path)
        elif not os.path.isdir(path):  # noqa: PTH112 - never raises, as the others do for links in a circle
            found.links.append((path, os.path.realpath(path).replace(os.sep, "/")))
    return folders
