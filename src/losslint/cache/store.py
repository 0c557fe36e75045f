"""The folder of the cache: one file for each entry, written whole, and checked when it is read. Floor 5.

A file is a line with a digest of the rest, and the rest is JSON: a file that was cut off, or that is another program's, is seen
as such. As ruff's, the folder is marked so that backups leave it out, and holds a `.gitignore`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from losslint.digest import digested
from losslint.record import dataclass
from losslint.writing import write_whole

KEPT = 32  # entries; the oldest go
MARKS = {
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n",
    ".gitignore": b"# Automatically created by losslint.\n*\n",
}
_HEAD = b"losslint cache "


class StoreProblem(Exception):  # noqa: N818 - never more than a warning
    """An entry cannot be read or written; the message is one sentence for the user."""


def hashed(key: Mapping[str, object]) -> str:
    """The name of the entry for a key."""
    return digested(json.dumps(key, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Store:
    """The entries of one version of losslint."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def read(self, name: str) -> dict[str, Any] | None:
        """The entry, None if there is none. Raises StoreProblem."""
        path = self.path(name)
        try:
            head, _, body = path.read_bytes().partition(b"\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreProblem(f"the cache entry {path} cannot be read: {error.strerror or error}") from None
        if head != _HEAD + digested(body).encode():
            raise StoreProblem(f"the cache entry {path} is damaged and is made anew")
        try:
            entry = json.loads(body)
        except (ValueError, RecursionError):
            raise StoreProblem(f"the cache entry {path} is damaged and is made anew") from None
        return entry if isinstance(entry, dict) else None

    def write(self, name: str, entry: Mapping[str, Any]) -> None:
        """Put the entry in its place, whole or not at all. Raises StoreProblem."""
        body = json.dumps(entry, separators=(",", ":")).encode()
        try:
            self._make()
            write_whole(self.path(name), _HEAD + digested(body).encode() + b"\n" + body)
            self._prune()
        except OSError as error:
            raise StoreProblem(f"nothing is cached: cannot write to {self.folder}: {error.strerror or error}") from None

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in MARKS.items():
            mark = self.folder.parent / name
            if not mark.exists():
                write_whole(mark, content)

    def _prune(self) -> None:
        entries = sorted(self.folder.glob("*.json"), key=_age, reverse=True)
        for old in entries[KEPT:]:
            old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another run took it away
        return 0.0
