"""`assert_loss_fits`: one batch through a model and a loss, in a test of the user's own. Floor 6."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from losslint.diagnostic import Severity
from losslint.runtime.watching import text, watch


def assert_loss_fits(model: Callable[..., Any], loss: Callable[..., Any], batch: Sequence[Any]) -> None:
    """Fail where the loss does not take what the model puts out.

    `batch` is the inputs (a tensor, several as a tuple, or a mapping of keywords) and the target. Nothing is trained and no
    gradient is left behind. Raises AssertionError with every error and warning, ValueError where no loss that losslint knows
    was called, so that nothing was checked; whatever else the model or the loss raises.
    """
    inputs, target = batch
    with watch(on_finding="collect") as seen:
        error: Exception | None = None
        try:
            loss(_put(model, inputs), target)
        except Exception as raised:  # noqa: BLE001  # a finding says it better; else it is raised again below
            error = raised
    found = [finding for finding in seen.findings if finding.severity is not Severity.ADVICE]
    if found:
        raise AssertionError("\n".join(text(finding) for finding in found)) from error
    if error is not None:
        raise error
    if not seen.pairs:
        raise ValueError("no loss that losslint knows was called: nothing was checked")


def _put(model: Callable[..., Any], inputs: Any) -> Any:
    if isinstance(inputs, Mapping):
        return model(**inputs)
    return model(*inputs) if isinstance(inputs, tuple) else model(inputs)
