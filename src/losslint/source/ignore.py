"""Ignore files: which paths the `.gitignore`, `.ignore` and `.git/info/exclude` in force leave out.

Floor 2, used by `discovery` alone. As ruff does it: `.gitignore` counts inside a git repository only, a repository
within another one does not hear the outer one's, and `.ignore` counts everywhere and before. The user's global ignore
file is not read: what is found depends on the project alone.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from losslint.record import dataclass
from losslint.source.gitignore import IgnoreFile

_NAMES = (".git", ".ignore", ".gitignore")


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """What the ignore files of one folder say, and of those around it."""

    folder: str  # with a slash at its end
    outer: IgnoreRules | None
    is_repository: bool
    ignore: IgnoreFile | None
    gitignore: IgnoreFile | None
    exclude: IgnoreFile | None

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the path, which lies in this folder or below, is left out."""
        for folder, file in self._files():
            verdict = file.verdict(path[len(folder) :], is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def _files(self) -> Iterator[tuple[str, IgnoreFile]]:
        """The files in the order in which they are heard; the first that says anything is right."""
        yield from ((rules.folder, rules.ignore) for rules in self._chain() if rules.ignore)
        repository = self._repository()
        yield from ((rules.folder, rules.gitignore) for rules in repository if rules.gitignore)
        yield from ((rules.folder, rules.exclude) for rules in repository if rules.exclude)

    def _chain(self) -> Iterator[IgnoreRules]:
        rules: IgnoreRules | None = self
        while rules is not None:
            yield rules
            rules = rules.outer

    def _repository(self) -> tuple[IgnoreRules, ...]:
        """From this folder up to the one that holds `.git`; nothing outside a repository."""
        inside: list[IgnoreRules] = []
        for rules in self._chain():
            inside.append(rules)
            if rules.is_repository:
                return tuple(inside)
        return ()


def rules_of(folder: str, names: Collection[str], outer: IgnoreRules | None) -> IgnoreRules | None:
    """The rules in force in `folder`, of which `names` are the entries; those around it are `outer`."""
    if not any(name in names for name in _NAMES):
        return outer
    base = folder if folder.endswith("/") else f"{folder}/"
    return IgnoreRules(
        folder=base,
        outer=outer,
        is_repository=".git" in names,
        ignore=_read(f"{base}.ignore") if ".ignore" in names else None,
        gitignore=_read(f"{base}.gitignore") if ".gitignore" in names else None,
        exclude=_read(f"{base}.git/info/exclude") if ".git" in names else None,
    )


def rules_around(folder: str) -> IgnoreRules | None:
    """The rules that the folders above `folder` impose on what is in it (not on the folder: it was asked for)."""
    rules: IgnoreRules | None = None
    for parent in reversed(Path(folder).parents):
        names = [name for name in _NAMES if os.path.lexists(parent / name)]
        rules = rules_of(parent.as_posix(), names, rules)
    return rules


def _read(path: str) -> IgnoreFile | None:
    try:
        return IgnoreFile(Path(path).read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:  # as git does: an ignore file that cannot be read says nothing
        return None
