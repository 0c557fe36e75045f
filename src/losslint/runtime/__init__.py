"""Live checks: the same findings from a running program. Floor 6; what observes is below, in `observe/`.

from losslint.runtime import watch

with watch():
    train(model, loader)
"""

from __future__ import annotations

from losslint.runtime.watching import LossError, LossWarning, watch

__all__ = ["LossError", "LossWarning", "watch"]
