"""The cache: what the analysis saw in a project, kept between runs, and given back while all that it read is unchanged. Floor 5.

In: a `Project`, and behind the analysis what it `Seen`; out: that again, or nothing. What was selected is no part of it, and of
what was asked for only that nobody looked beside it: an entry answers whoever asks for the same or less. The comments and the
baseline are heard anew in every run. An entry speaks of one root, one working directory, one set of stubs, one Python and one
losslint; it lists every file that the project had, and what was looked up beside them. Whatever is wrong with the cache costs
time, never a finding: it is told in `warnings`, one line each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from losslint import __version__
from losslint.cache.state import changed, digest_of_files, facts_of, own_files, stub_files
from losslint.cache.store import Store, StoreProblem, hashed
from losslint.record import dataclass, field
from losslint.seen import Seen, as_data, from_data
from losslint.source.project import MARKERS, Project

__all__ = ["FOLDER", "Cache", "default_folder"]

FOLDER = ".losslint_cache"
_MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError)


def default_folder(root: Path, cwd: Path) -> Path:
    """Where a project's cache lies unless it is told: in the root if it is marked as one, else in the working directory."""
    marked = any(os.path.lexists(root / marker) for marker in MARKERS)
    return (root if marked else cwd) / FOLDER


@dataclass(slots=True)
class Cache:
    """`folder` is that of all entries, None for the project's own; `observed` is what is asked to be looked for."""

    folder: Path | None
    cwd: Path
    knowledge: Collection[Path] = ()
    observed: Collection[str] = ()
    warnings: list[str] = field(default_factory=list)
    _stubs: str = ""  # as they were before the analysis

    def recall(self, project: Project) -> Seen | None:
        """What was seen in the project, if all of it is as it was."""
        self._stubs = digest_of_files(stub_files(self.knowledge))
        store, key = self._store(project), self._key(project)
        try:
            entry = store.read(hashed(key))
            if entry is None or entry["key"] != key or not _covers(entry["asked"], project):
                return None
            difference = changed(entry["facts"], project)
            seen = None if difference is None else from_data(entry["seen"])
        except StoreProblem as problem:
            self.warnings.append(str(problem))
            return None
        except _MALFORMED:
            self.warnings.append(f"the cache entry {store.path(hashed(key))} cannot be understood and is made anew")
            return None
        if seen is not None:
            seen.restore(project)
            if difference:  # the same content under other times: told once, it need not be read again
                self._write(store, key, {**entry, "facts": {**entry["facts"], **difference}})
        return seen

    def keep(self, project: Project, seen: Seen) -> None:
        """Write down what was just seen; nothing where losslint failed, or where something changed meanwhile."""
        if seen.internal or self._stubs != digest_of_files(stub_files(self.knowledge)):
            return
        key = self._key(project)
        asked = sorted(str(path) for path in project.asked)
        entry = {"key": key, "asked": asked, "facts": facts_of(project), "seen": as_data(seen)}
        self._write(self._store(project), key, entry)

    def _write(self, store: Store, key: Mapping[str, object], entry: dict[str, Any]) -> None:
        try:
            store.write(hashed(key), entry)
        except StoreProblem as problem:
            self.warnings.append(str(problem))

    def _store(self, project: Project) -> Store:
        return Store((self.folder or default_folder(project.root, self.cwd)) / __version__)

    def _key(self, project: Project) -> dict[str, object]:
        """What an entry speaks of: the same for two runs only if the files decide the rest."""
        return {
            "losslint": [__version__, own_files()],
            "python": [sys.version, sys.implementation.name],
            "user": os.geteuid() if hasattr(os, "geteuid") else 0,  # what may be read
            "root": str(project.root),
            "cwd": str(self.cwd),
            "sources": list(project.sources),
            "stubs": [[str(path) for path in self.knowledge], self._stubs],
            "observed": sorted(self.observed),
        }


def _covers(asked: Collection[str], project: Project) -> bool:
    """Was all of it looked at that is asked for now?"""
    return all(any(Path(then) in (now, *now.parents) for then in asked) for now in project.asked)
