"""Layers that depend on how they were built. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects.arguments import Arguments, flag, number, operand
from losslint.knowledge.effects.registry import effect
from losslint.operations import joining, keeping
from losslint.operations.activations import carry


@effect
def dropout(arguments: Arguments) -> Form:
    """Identity in evaluation and with p=0; in training, or where the mode is not known, scaled by 1/(1-p)."""
    idle = flag(arguments, "training", default=True) is False or number(arguments, "p", 0.5) == 0.0
    return operand(arguments) if idle else keeping.scaled(operand(arguments))


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
