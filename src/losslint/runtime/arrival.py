"""Wait for torch: a program may import it late, or never. Floor 6; torch is not imported here.

In: what is to happen once torch is there; out: nothing. Torch is not imported before the program does it: what the program sets
in its environment for torch would come too late.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

OLDEST = (2, 2)  # of torch
_FUNCTIONAL = "torch.nn.functional"
_NEEDS = "needs torch 2.2 or later"


def required() -> None:
    """Import torch. Raises ImportError, in one sentence, where there is none that can be watched."""
    try:
        importlib.import_module(_FUNCTIONAL)
    except ImportError as error:
        install = "it is not installed here: pip install 'ml-losslint[runtime]'"
        why = f"it cannot be imported: {error}" if is_installed() else install
        raise ImportError(f"losslint.runtime {_NEEDS}, and {why}") from None
    if (problem := unfit()) is not None:
        raise ImportError(problem)


def unfit() -> str | None:
    """Why what is imported as torch cannot be watched: a sentence; None where it can."""
    module = sys.modules["torch"]
    version = str(getattr(module, "__version__", ""))
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is not None and (int(numbers[1]), int(numbers[2])) < OLDEST:
        return f"losslint {_NEEDS}, and this is {version}: nothing was looked at"
    if _FUNCTIONAL not in sys.modules:
        return f"losslint {_NEEDS}, and what is imported as torch is another: {getattr(module, '__file__', None)}"
    return None


def is_installed() -> bool:
    if "torch" in sys.modules:
        return sys.modules["torch"] is not None
    return importlib.util.find_spec("torch") is not None


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
