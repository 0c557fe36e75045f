"""Another program, run in this process as `python` would run it. Floor 6; torch is not needed here.

In: a script or a module and its arguments; out: the exit code that it would have ended with. It is `__main__`, has its own
`sys.argv` and `sys.path`, and what it leaves behind (threads, exit handlers) goes on. The traceback of an error of its own
shows its own frames and torch's, none of losslint's.
"""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

INTERRUPTED = 130  # as a shell tells of SIGINT
_OWN = os.path.realpath(Path(__file__).parents[1]) + os.sep


class NotFound(Exception):  # noqa: N818  # the user named something that is not there
    """There is no such script or module; the message says so."""


def script(path: Path, args: Sequence[str]) -> int:
    """Run `python PATH ARGS…`. Raises NotFound."""
    if path.is_dir():
        path = path / "__main__.py"
    if not path.is_file():
        raise NotFound(f"there is no script {path}")
    sys.argv = [str(path), *args]
    path = path.absolute()
    sys.path[0:1] = [str(path.resolve().parent)]
    main = ModuleType("__main__")
    main.__file__ = str(path)
    loader = importlib.machinery.SourceFileLoader("__main__", str(path))
    main.__dict__.update(__loader__=loader, __builtins__=builtins, __cached__=None, __annotations__={})
    return _run(main, lambda: _compiled(path))


def module(name: str, args: Sequence[str]) -> int:
    """Run `python -m NAME ARGS…`. Raises NotFound."""
    sys.path[0:1] = [str(Path.cwd())]
    spec = _spec(name)
    loader = None if spec is None else spec.loader
    if spec is None or not isinstance(loader, importlib.abc.InspectLoader):
        raise NotFound(f"there is no module {name} that can be run")
    sys.argv = [spec.origin or name, *args]
    main = ModuleType("__main__")
    main.__dict__.update(
        __file__=spec.origin, __spec__=spec, __loader__=loader, __package__=spec.parent, __builtins__=builtins
    )

    def code() -> CodeType:
        found = loader.get_code(spec.name)
        if found is None:
            raise ImportError(f"no code object available for {spec.name}")
        return found

    return _run(main, code)


def _spec(name: str) -> importlib.machinery.ModuleSpec | None:
    """Of the module, or of a package's `__main__`."""
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(f"{name}.__main__")
    except (ImportError, ValueError):
        return None
    return spec


def _compiled(path: Path) -> CodeType:
    with io.open_code(str(path)) as stream:
        return compile(stream.read(), str(path), "exec", dont_inherit=True)


def _run(main: ModuleType, code: Callable[[], CodeType]) -> int:
    """Run the code as `__main__`, wait for its threads, and say how it ended."""
    sys.modules["__main__"] = main
    try:
        exec(code(), main.__dict__)  # noqa: S102  # the user's own program
        ended = 0
    except SystemExit as end:
        ended = _code(end)
    except KeyboardInterrupt as error:
        _show(error)
        ended = INTERRUPTED
    except BaseException as error:  # noqa: BLE001  # as the interpreter does at the end of a program
        _show(error)
        ended = 1
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    return ended


def _code(end: SystemExit) -> int:
    """The exit code of `sys.exit(…)`; a text is told on stderr."""
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    print(end.code, file=sys.stderr)  # noqa: T201  # as the interpreter does
    return 1


def _show(error: BaseException) -> None:
    """The traceback as the program alone would have had it, through the hook that the program may have set."""
    error.__traceback__ = _without_own(error.__traceback__)
    sys.excepthook(type(error), error, error.__traceback__)


def _without_own(trace: TracebackType | None) -> TracebackType | None:
    """Without the frames of losslint and its doors."""
    kept = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not os.path.realpath(code.co_filename).startswith(_OWN) and "__losslint_door__" not in code.co_names:
            kept.append(trace)
        trace = trace.tb_next
    rest: TracebackType | None = None
    for each in reversed(kept):
        rest = TracebackType(rest, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return rest
