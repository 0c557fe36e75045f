"""Layers that depend on how they were built. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects.arguments import Arguments, flag, number, operand
from losslint.knowledge.effects.registry import effect
from losslint.operations import joining, keeping
from losslint.operations.activations import carry


@effect
def dropout(arguments: Arguments) -> Form:
    """In training, or where the mode is not known, what is kept is divided by 1-p."""
    return operand(arguments) if _idle(arguments) else keeping.scaled(operand(arguments))


@effect
def alpha_dropout(arguments: Arguments) -> Form:
    """It replaces values by a negative one and stretches the rest: only scores stay what they are."""
    return operand(arguments) if _idle(arguments) else keeping.overshooting(operand(arguments))


def _idle(arguments: Arguments) -> bool:
    """In evaluation and with p=0 nothing happens."""
    mode = "train" if "train" in arguments else "training"
    return flag(arguments, mode, default=True) is False or number(arguments, "p", 0.5) == 0.0


@effect
def interpolate(arguments: Arguments) -> Form:
    mode = arguments.get("mode", "nearest")
    if not isinstance(mode, str) or mode == "bicubic":
        return keeping.overshooting(operand(arguments))
    return keeping.averaged(operand(arguments)) if mode not in ("nearest", "nearest-exact") else operand(arguments)


@effect
def grid_sample(arguments: Arguments) -> Form:
    """Bilinear or nearest sampling with zeros outside."""
    if arguments.get("mode", "bilinear") not in ("bilinear", "nearest"):
        return keeping.overshooting(operand(arguments))
    outside = keeping.averaged(operand(arguments))
    return keeping.padded(outside) if arguments.get("padding_mode", "zeros") == "zeros" else outside


@effect
def pad(arguments: Arguments) -> Form:
    mode, value = arguments.get("mode", "constant"), number(arguments, "value", 0.0)
    if isinstance(mode, str) and mode != "constant":
        return operand(arguments)
    return keeping.padded(operand(arguments)) if value == 0.0 else joining.filled(operand(arguments), value)


@effect
def recurrent(arguments: Arguments) -> Form:
    """The output of LSTM, GRU and tanh-RNN lies in [-1, 1]; a projected LSTM is unbounded, a relu RNN nonnegative."""
    projected, nonlinearity = number(arguments, "proj_size", 0.0), arguments.get("nonlinearity", "tanh")
    if projected is None or not isinstance(nonlinearity, str):
        return unknown("how the recurrent layer is built is not known")
    if projected:
        return carry(FormName.REAL)
    return carry(FormName.TANH if nonlinearity == "tanh" else FormName.NONNEGATIVE)
