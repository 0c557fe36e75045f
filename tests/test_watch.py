"""`--watch` with the real watchfiles: a change is answered, an interruption ends it, and without the library it says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from test_cli import RIGHT, WRONG

# A job in the background of a shell ignores SIGINT, and so do its children unless they say otherwise.
LOSSLINT = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from losslint.cli import entry; entry()"
)


@contextmanager
def watching(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    output = folder / "output.log"
    with output.open("wb") as stream:
        command = [sys.executable, "-c", LOSSLINT, "--watch", "--output-format", "concise", *words]
        process = subprocess.Popen(command, cwd=folder, stdout=stream, stderr=stream, start_new_session=True)
        try:
            yield process, output
        finally:
            process.kill()
            process.wait()


def runs(output: Path, count: int) -> list[str]:
    """What the first `count` runs printed, each up to the line that says that it waits."""
    for _ in range(600):
        pieces = output.read_text("utf-8").split("(Ctrl-C ends)\n")
        if len(pieces) > count:
            return pieces[:count]
        time.sleep(0.05)
    raise AssertionError(f"no {count} runs: {output.read_text('utf-8')}")


def test_a_change_is_answered_until_the_interruption(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    file = tmp_path / "train.py"
    file.write_text(WRONG, "utf-8")
    with watching(tmp_path, "train.py") as (process, output):
        [first] = runs(output, 1)
        assert "train.py:11:12: error[LL101]" in first
        assert f"Watching {tmp_path} for changes" in first
        (tmp_path / "notes.txt").write_text("not code", "utf-8")
        file.write_text(RIGHT, "utf-8")
        assert "No findings in 1 file" in runs(output, 2)[1]
        file.write_text("x = (\n", "utf-8")
        assert "error[LL901]" in runs(output, 3)[2]
        time.sleep(0.6)
        assert len(output.read_text("utf-8").split("(Ctrl-C ends)\n")) == 4, "it runs only when something changed"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 0
        assert "Traceback" not in output.read_text("utf-8")


def test_a_missing_path_ends_it_at_once(tmp_path: Path) -> None:
    with watching(tmp_path, "missing.py") as (process, output):
        assert process.wait(20) == 2
        assert "no such file or folder: missing.py" in output.read_text("utf-8")


def test_without_the_library_it_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['watchfiles'] = None; from losslint.cli import entry; entry()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--watch"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "--watch needs watchfiles, which is not installed: python -m pip install 'ml-losslint[watch]'" in done.stderr
