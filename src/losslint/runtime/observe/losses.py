"""A loss call as it came, as a `LossCall`. Floor 3.

In: the loss function that was called, its arguments by name, and the frame that called it; out: which loss it is, what it
expects (from its stub), the tensors it grades, and the observation once their forms are known. A call from a loss module's
`forward` is that module's; where a loss of the user's own calls torch's, the innermost of the user's frames is its place and
the calls outside it stand on the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import FrameType
from typing import TYPE_CHECKING, Any

from losslint.forms import DType, Expectation, Form, FormName, form, unknown
from losslint.knowledge import choose
from losslint.observation import Loss, LossCall
from losslint.place import Place, Trail
from losslint.runtime.observe import frames, stubs, written
from losslint.runtime.observe.entrances import MODULE

if TYPE_CHECKING:
    from torch import Tensor

_CLASSES = frozenset({Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY, Expectation.CLASS_PROBABILITY})
_LOSS_FILE = "/torch/nn/modules/loss.py"
Key = tuple[str, Place, Trail]


@dataclass(frozen=True, slots=True)
class Seen:
    """One call: the loss, the tensors it grades (`target` may be missing), where it stands and how it was reached."""

    loss: Loss
    output: Tensor
    target: Tensor | None
    place: Place
    via: Trail
    options: tuple[tuple[str, object], ...]
    others: tuple[tuple[Expectation, Tensor], ...]
    frame: FrameType

    @property
    def key(self) -> Key:
        """What makes a site: the loss, its place, and the calls that led to it."""
        return self.loss.name, self.place, self.via


def seen(name: str, arguments: Mapping[str, Any], frame: FrameType) -> Seen | None:
    """The call, if it grades a tensor and stands in code that can be named."""
    import torch

    known = stubs.summaries(f"{MODULE}.{name}")
    summary = choose(known, {key: value for key, value in arguments.items() if not isinstance(value, torch.Tensor)})
    own = frames.users(frame)
    graded = next((p for p in (summary or known[0]).parameters if p.expects), None)
    output = arguments.get(graded.name) if graded is not None else None
    if graded is None or not own or not isinstance(output, torch.Tensor):
        return None
    target = next((arguments.get(p.name) for p in known[0].parameters if p.is_target), None)
    expects = graded.expects[0] if summary is not None else Expectation.UNKNOWN
    canonical = _name(name, frame)
    loss = Loss(
        canonical,
        expects,
        canonical.rpartition(".")[2],
        _reduction(arguments),
        class_dim(name, expects, output),
        graded.expects[1:],
        next((p.against for p in known[0].parameters if p.is_target), ()),
        _margin(arguments),
    )
    others = tuple(
        (p.expects[0], value)
        for p in known[0].parameters
        if p.expects and p is not known[0].parameters[0] and isinstance(value := arguments.get(p.name), torch.Tensor)
    )
    options = tuple((key, value) for key, value in arguments.items() if isinstance(value, (bool, int, float, str)))
    if arguments.get("weight") is not None:
        options = (*options, ("weight", True))
    return Seen(
        loss,
        output,
        target if isinstance(target, torch.Tensor) else None,
        frames.place(own[0]),
        frames.callers(own),
        options,
        others,
        own[0],
    )


def class_dim(name: str, expects: Expectation, output: Tensor) -> int | None:
    """The dimension that the loss takes classes on: the second; the only one of a single sample; CTC's last."""
    if expects not in _CLASSES:
        return None
    if name == "ctc_loss":
        return output.dim() - 1
    return 1 if output.dim() > 1 else 0


def observed(call: Seen, output: Form, target: Form, others: tuple[tuple[Expectation, Form], ...] = ()) -> LossCall:
    """The observation, with what the shapes of this call say."""
    picks = call.loss.expects is Expectation.LOG_PROBABILITY and written.in_arithmetic(call.frame, call.loss.reduction)
    return LossCall(
        call.place,
        call.place,
        call.loss,
        exact(_sized(call, output), call.output),
        target if call.target is None else exact(target, call.target),
        in_arithmetic=picks,
        via=call.via,
        others=others,
    )


def _sized(call: Seen, output: Form) -> Form:
    """The units are those of the loss's own dimension, or of the softmax's: at the call itself the shape is certain."""
    shape = tuple(call.output.shape)
    at = call.loss.class_dim
    if output.name in (FormName.SOFTMAX, FormName.LOG_SOFTMAX) and at is None:
        at = output.dim
    if not output.known or not shape:
        return output
    at = len(shape) - 1 if at is None else at
    return replace(output, rank=len(shape), units=shape[at], units_dim=at)


def exact(form: Form, tensor: Tensor) -> Form:
    """With the rank and the type that the tensor really has."""
    dtype = str(tensor.dtype).removeprefix("torch.")
    known = next((each for each in DType if each == dtype), None)
    return replace(form, rank=tensor.dim(), dtype=known) if form.known else form


def target_form(call: Seen, recorded: Form | None) -> Form:
    """Class indices where the loss reads them as such; one-hot rows only ever make a rule more careful."""
    import torch

    target = call.target
    if target is None:
        return unknown("the target is not known")
    if recorded is not None and recorded.known:
        return recorded
    if not target.is_floating_point() and call.loss.expects in _CLASSES and target.dim() < call.output.dim():
        return form(FormName.CLASS_INDEX)
    if target.dim() == 2 and target.is_floating_point() and bool(((target == 0) | (target == 1)).all()):
        return form(FormName.ONE_HOT if bool((target.sum(1) == 1).all()) else FormName.INPUT_DATA)
    return form(FormName.INPUT_DATA) if not isinstance(target, torch.nn.Parameter) else unknown("a parameter")


def _name(function: str, frame: FrameType) -> str:
    """The loss module's name where one called the function."""
    code = frame.f_code
    if code.co_name == "forward" and code.co_filename.replace("\\", "/").endswith(_LOSS_FILE):
        line = type(frame.f_locals.get("self")).__mro__
        known = next((each for each in line if each.__module__.startswith("torch.nn.")), None)
        if known is not None:
            return f"torch.nn.{known.__name__}"
    return f"{MODULE}.{function}"


def _reduction(arguments: Mapping[str, Any]) -> str | None:
    if arguments.get("size_average") is not None or arguments.get("reduce") is not None:
        return None
    value = arguments.get("reduction", "mean")
    return value if isinstance(value, str) else None


def _margin(arguments: Mapping[str, Any]) -> float | None:
    value = arguments.get("margin")
    return float(value) if isinstance(value, (int, float)) else None
