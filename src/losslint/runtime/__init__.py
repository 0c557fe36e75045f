"""Live checks: the same findings from a running program. Floor 6; what observes is below, in `observe/`.

from losslint.runtime import watch

with watch():
    train(model, loader)
"""

from __future__ import annotations

from losslint.runtime.checking import assert_loss_fits
from losslint.runtime.watching import LossError, LossWarning, watch

__all__ = ["LossError", "LossWarning", "assert_loss_fits", "watch"]
