"""Wait for torch: a program may import it late, or never. Floor 6; torch is not imported here.

In: what is to happen once torch is there; out: nothing. Torch is not imported before the program does it: what the program sets
in its environment for torch would come too late.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


def is_installed() -> bool:
    return sys.modules.get("torch") is not None or importlib.util.find_spec("torch") is not None


def when_imported(then: Callable[[], None]) -> None:
    """Call `then` as soon as torch is imported: now, if it is."""
    if "torch" in sys.modules:
        then()
    else:
        sys.meta_path.insert(0, _Finder(then))


class _Finder:
    """Finds torch as it would be found, and says when it is there. It leaves as soon as it was asked once."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        loader = None if spec is None else spec.loader
        if loader is not None:
            original = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                del loader.exec_module  # it was set on the instance
                original(module)
                self._then()

            loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
