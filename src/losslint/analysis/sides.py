"""The two sides of a symmetric loss. Floor 3.

`mse_loss(noise, prediction)` is what `mse_loss(prediction, noise)` is: the output is the side that a model computed, whichever
argument it stands in. Only where the other side is data or not known is that certain; else the first argument is taken.
"""

from __future__ import annotations

import ast

from losslint.analysis.frames import Frame
from losslint.forms import Encoding, Expectation, Form, FormName
from losslint.loss_site import Loss, LossCall
from losslint.record import replace

DATA = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.ONE_HOT, FormName.HARD, FormName.LOSS)


def from_model(form: Form) -> bool:
    """What a model computed, and what was not cut off."""
    return form.known and form.gradient and form.name not in DATA


def facing(call: LossCall, written: ast.Call, frame: Frame) -> LossCall:
    """The loss call with the side that a model computed as its output."""
    if not is_symmetric(call.loss) or from_model(call.output) or not from_model(call.target):
        return call
    side = second(written)
    argument = frame.file.place(side) if side is not None else call.argument
    return replace(call, argument=argument, output=call.target, target=call.output)


def is_symmetric(loss: Loss) -> bool:
    """Is it a regression loss, which takes the difference of its two sides?"""
    return loss.expects is Expectation.ANY and not loss.also and loss.against in ((), (Encoding.REAL,))


def second(written: ast.Call) -> ast.expr | None:
    """The second argument as it is written; None where it is unpacked."""
    if any(isinstance(each, ast.Starred) for each in written.args[:2]):
        return None
    named = next((each.value for each in written.keywords if each.arg == "target"), None)
    return written.args[1] if len(written.args) > 1 else named
