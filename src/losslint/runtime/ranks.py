"""The processes of one distributed job: what each of them saw comes to the first, on the same machine. Floor 6.

In: the environment that torchrun and its like give their processes (`RANK`, `WORLD_SIZE`, `MASTER_ADDR`, `MASTER_PORT`); out: the
trajectories of the others, once they have ended. They leave them in a folder that only the user can enter. The process
group of the program is not used: it may be destroyed by then, and a process that waits in it for one that has failed waits for ever.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from losslint.trajectory import Trajectory
from losslint.writing import write_whole

PATIENCE = 10.0  # seconds that the first process waits for others that are still running when it has ended
_STEP = 0.02
Saw = tuple[Trajectory, tuple[str, ...]]  # and the failures of losslint itself


class Job:
    """This process's place in its job. Made before the program begins, so that the first knows whom to wait for."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._rank = _number_in("RANK", 0)
        if _number_in("WORLD_SIZE", 1) > 1 and os.name == "posix":  # elsewhere no process can be asked whether it runs
            with suppress(OSError):
                self._folder = _folder()
                (self._folder / f"{self._rank}.seen").unlink(missing_ok=True)
                write_whole(self._folder / f"{self._rank}.pid", str(os.getpid()).encode())

    @property
    def speaks(self) -> bool:
        """Is this the process that reports?"""
        return self._rank == 0

    def leave(self, saw: Saw) -> None:
        """For the first process, if it runs on this machine."""
        if self._folder is None:
            return
        with suppress(OSError):
            if _runs(self._folder / "0.pid"):
                write_whole(self._folder / f"{self._rank}.seen", pickle.dumps(saw))
            else:
                (self._folder / f"{self._rank}.pid").unlink(missing_ok=True)
                self._folder.rmdir()  # if nobody else is in it

    def others(self, patience: float = PATIENCE) -> list[Saw]:
        """What the other processes saw, by rank; those that ended without a word, or do not end, are left out."""
        if self._folder is None:
            return []
        end = time.monotonic() + patience
        while self._awaited() and time.monotonic() < end:
            time.sleep(_STEP)
        found = [pickle.loads(file.read_bytes()) for file in sorted(self._folder.glob("*.seen"), key=_number)]  # noqa: S301  # of our own
        shutil.rmtree(self._folder, ignore_errors=True)
        return found

    def _awaited(self) -> bool:
        return any(_runs(file) for file in self._unheard())

    def _unheard(self) -> Iterator[Path]:
        for file in self._folder.glob("*.pid") if self._folder is not None else ():
            if file.stem != "0" and not file.with_suffix(".seen").exists():
                yield file


def _folder() -> Path:
    """One for each job: the processes of a machine have one parent. Raises OSError where it is not ours alone."""
    names = ("MASTER_ADDR", "MASTER_PORT", "WORLD_SIZE", "TORCHELASTIC_RUN_ID", "TORCHELASTIC_RESTART_COUNT")
    key = repr([os.environ.get(name) for name in names] + [os.getppid()])
    folder = Path(tempfile.gettempdir()) / f"losslint-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077)):
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


def _number_in(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() else otherwise


def _number(file: Path) -> int:
    return int(file.stem)


def _runs(file: Path) -> bool:
    """Does the process that signed this file still run?"""
    try:
        os.kill(int(file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True
