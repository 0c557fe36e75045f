"""Watches as callbacks of training frameworks. Floor 6; a framework is imported when its class is first asked for.

`LightningCallback` for Lightning's `Trainer(callbacks=[...])`, `TransformersCallback` for transformers' `Trainer`. Both take
the options of `watch` and have the watch as `.watch`. With Accelerate and with plain loops `watch` itself is all that is needed.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from losslint.runtime.watching import watch

if TYPE_CHECKING:
    LightningCallback: Any
    TransformersCallback: Any


class _Watching:
    """Begins and ends a watch, once each."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.watch = watch(**options)
        self._on = False

    def _begin(self) -> None:
        if not self._on:
            self._on = True
            self.watch.__enter__()

    def _end(self, error: BaseException | None = None) -> None:
        if self._on:
            self._on = False
            self.watch.__exit__(None if error is None else type(error), error, None)


class _Fit(_Watching):
    """Watches a fit, a validation or a test of Lightning's Trainer."""

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        self._begin()

    def teardown(self, trainer: Any, pl_module: Any, stage: str) -> None:
        self._end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._end(exception)


class _Training(_Watching):
    """Watches a training of transformers' Trainer."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._begin()

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._end()


@cache
def _lightning() -> type:
    found = "lightning.pytorch" if find_spec("lightning") is not None else "pytorch_lightning"
    return type("LightningCallback", (_Fit, import_module(found).Callback), {"__doc__": _Fit.__doc__})


@cache
def _transformers() -> type:
    base = import_module("transformers").TrainerCallback
    return type("TransformersCallback", (_Training, base), {"__doc__": _Training.__doc__})


def __getattr__(name: str) -> Any:
    makers = {"LightningCallback": _lightning, "TransformersCallback": _transformers}
    if name not in makers:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return makers[name]()
