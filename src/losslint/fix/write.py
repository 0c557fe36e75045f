"""Files written all together or not at all. Floor 5.

In: the old and the new bytes of each file. First everything is prepared beside the files and every file is compared with
what was analysed; only then are they replaced, each in one step, and put back if one of them cannot be.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from losslint.record import dataclass


class WriteProblem(Exception):  # noqa: N818 - it is the user's, not an error of ours
    """Nothing was written; the message says which file stood in the way and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file, the bytes that were analysed and those that are to stand there; `display` is what messages call it."""

    path: Path
    display: str
    old: bytes
    new: bytes


def write_all(changes: Iterable[Change]) -> None:
    """Write every change. Raises `WriteProblem`, after which every file is as it was."""
    prepared: list[tuple[Change, Path, Path]] = []
    try:
        for change in changes:
            target = Path(os.path.realpath(change.path))  # a link stays a link
            prepared.append((change, target, _prepared(change, target)))
        for change, target, _ in prepared:
            _unchanged(change, target)
        _replace_all(prepared)
    finally:
        for _, _, temporary in prepared:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _prepared(change: Change, target: Path) -> Path:
    """The new bytes in a file beside the old one, with its rights."""
    try:
        status = target.stat()
        if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
            raise WriteProblem(f"{change.display} is read-only; nothing was written")
        return _written_beside(target, change.new, status)
    except OSError as error:
        raise WriteProblem(f"{change.display} cannot be written: {error.strerror}; nothing was written") from None


def _written_beside(target: Path, data: bytes, status: os.stat_result) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".losslint", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(stat.S_IMODE(status.st_mode))
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(temporary, status.st_uid, status.st_gid)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _unchanged(change: Change, target: Path) -> None:
    try:
        current = target.read_bytes()
    except OSError as error:
        raise WriteProblem(f"{change.display} cannot be read any more: {error.strerror}; nothing was written") from None
    if current != change.old:
        raise WriteProblem(
            f"{change.display} has changed since it was analysed; nothing was written: run losslint again"
        )


def _replace_all(prepared: list[tuple[Change, Path, Path]]) -> None:
    done: list[tuple[Change, Path]] = []
    for change, target, temporary in prepared:
        try:
            temporary.replace(target)
        except OSError as error:
            for earlier, place in done:
                _put_back(earlier, place)
            cause = f"{change.display} cannot be replaced: {error.strerror}"
            raise WriteProblem(f"{cause}; the files written before it were put back") from None
        done.append((change, target))


def _put_back(change: Change, target: Path) -> None:
    with suppress(OSError):
        _written_beside(target, change.old, target.stat()).replace(target)
