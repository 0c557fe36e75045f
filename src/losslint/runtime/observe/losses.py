"""A loss call as it came, as a `LossCall`. Floor 3.

In: the loss function that was called, its arguments by name, and the frame that called it; out: which loss it is, what it
expects (from its stub), the tensors it grades, and the observation once their forms are known. A call from a loss module's
`forward` is that module's; where a loss of the user's own calls torch's, the innermost of the user's frames is its place and
the calls outside it stand on the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from losslint.forms import DType, Encoding, Expectation, Form, FormName, form, unknown
from losslint.knowledge import choose
from losslint.loss_site import Loss, LossCall
from losslint.place import Place, Trail
from losslint.record import dataclass, replace
from losslint.runtime.observe import frames, stubs
from losslint.runtime.observe.entrances import MODULE

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_CLASSES = frozenset({Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY, Expectation.CLASS_PROBABILITY})
_LOSS_FILE = "/torch/nn/modules/loss.py"
_WAYS = 10_000  # of reaching losses that are kept; a program with more makes its code on the fly
Options = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """What makes a site: the loss, its place, and the calls that led to it. There is one object for each."""

    loss: str
    place: Place
    via: Trail


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What a loss function does with its tensors when its other arguments are these: the names of the graded one, of the target
    and of further graded ones, and what it expects."""

    output: str
    target: str | None
    others: tuple[tuple[Expectation, str], ...]
    expects: Expectation
    also: tuple[Expectation, ...]
    against: tuple[Encoding, ...]
    reduction: str | None
    margin: float | None
    options: Options


@dataclass(slots=True)  # not frozen: one is made at every look
class Seen:
    """One call: the loss, the tensors it grades (`target` may be missing), where it stands and how it was reached."""

    loss: Loss
    output: Tensor
    target: Tensor | None
    key: Spot
    options: Options
    others: tuple[tuple[Expectation, Tensor], ...]
    frame: FrameType

    @property
    def place(self) -> Place:
        return self.key.place


def seen(name: str, arguments: Mapping[str, Any], frame: FrameType) -> Seen | None:
    """The call, if it grades a tensor and stands in code that can be named."""
    import torch

    values = arguments.values()
    plain = tuple([each if isinstance(each, (int, float, str)) else None for each in values])  # a list is made faster
    known = _signature(name, tuple(arguments), tuple(map(type, values)), plain)
    own = frames.users(frame)
    output = arguments.get(known.output) if known is not None else None
    if known is None or not own or not isinstance(output, torch.Tensor):
        return None
    target = None if known.target is None else arguments.get(known.target)
    others = [(expects, arguments.get(key)) for expects, key in known.others]
    canonical = _name(name, frame)
    return Seen(
        _loss(canonical, known, class_dim(name, known.expects, output)),
        output,
        target if isinstance(target, torch.Tensor) else None,
        _spot(canonical, own),
        known.options,
        tuple((expects, other) for expects, other in others if isinstance(other, torch.Tensor)),
        own[0],
    )


@cache
def _signature(
    name: str, parameters: tuple[str, ...], types: tuple[type, ...], plain: tuple[object, ...]
) -> Signature | None:
    """Of a call whose arguments have these types, and these values where they are plain (else None)."""
    import torch

    known = stubs.summaries(f"{MODULE}.{name}")
    given = zip(parameters, types, plain, strict=True)
    values = {key: value for key, kind, value in given if not issubclass(kind, torch.Tensor)}
    summary = choose(known, values)
    first = (summary or known[0]).parameters
    graded = next((p for p in first if p.expects), None)
    if graded is None:
        return None
    declared = known[0].parameters
    target = next((p for p in declared if p.is_target), None)
    options = tuple((key, value) for key, value in values.items() if value is not None)
    return Signature(
        graded.name,
        None if target is None else target.name,
        tuple((p.expects[0], p.name) for p in declared[1:] if p.expects),
        graded.expects[0] if summary is not None else Expectation.UNKNOWN,
        graded.expects[1:],
        () if target is None else target.against,
        _reduction(values),
        _margin(values),
        options if "weight" in values or "weight" not in {p.name for p in declared} else (*options, ("weight", True)),
    )


@cache
def _loss(name: str, known: Signature, dim: int | None) -> Loss:
    short = name.rpartition(".")[2]
    return Loss(name, known.expects, short, known.reduction, dim, known.also, known.against, known.margin)


_spots: dict[tuple[object, ...], tuple[Spot, list[CodeType]]] = {}


def _spot(loss: str, own: list[FrameType]) -> Spot:
    """The spot that these frames of the user's lead to; their codes are kept, so that no other takes the place of one."""
    way = (loss, *[item for each in own for item in (id(each.f_code), each.f_lasti)])
    found = _spots.get(way)
    if found is None:
        if len(_spots) >= _WAYS:
            _spots.clear()
        found = _spots[way] = _one(loss, frames.place(own[0]), frames.callers(own)), [each.f_code for each in own]
    return found[0]


@cache
def _one(loss: str, place: Place, via: Trail) -> Spot:
    return Spot(loss, place, via)


def class_dim(name: str, expects: Expectation, output: Tensor) -> int | None:
    """The dimension that the loss takes classes on: the second; the only one of a single sample; CTC's last."""
    if expects not in _CLASSES:
        return None
    if name == "ctc_loss":
        return output.dim() - 1
    return 1 if output.dim() > 1 else 0


def observed(call: Seen, output: Form, target: Form, others: tuple[tuple[Expectation, Form], ...] = ()) -> LossCall:
    """The observation, with what the shapes of this call say."""
    asked = call.loss.expects is Expectation.LOG_PROBABILITY
    picks, as_exponent = _in_arithmetic(call) if asked else (False, False)
    return LossCall(
        call.place,
        call.place,
        call.loss,
        _sized(call, output),
        target,
        in_arithmetic=picks,
        as_exponent=as_exponent,
        via=call.key.via,
        others=others,
    )


def _in_arithmetic(call: Seen) -> tuple[bool, bool]:
    from losslint.runtime.observe import written  # seldom needed, and memory that a training process would hold

    return written.in_arithmetic(call.frame, call.loss.reduction)


def _sized(call: Seen, output: Form) -> Form:
    """The units are those of the loss's own dimension, or of the softmax's: at the call itself the shape is certain."""
    shape = tuple(call.output.shape)
    at = call.loss.class_dim
    if output.name in (FormName.SOFTMAX, FormName.LOG_SOFTMAX) and at is None:
        at = output.dim
    if not output.known or not shape:
        return exact(output, call.output)
    at = len(shape) - 1 if at is None else at
    known = (len(shape), shape[at], at, _stored(call.output.dtype))
    return _with_shape(output, *known) if output.trail else _bare_with_shape(output, *known)


def _with_shape(output: Form, rank: int, units: int, units_dim: int, dtype: DType | None) -> Form:
    return replace(output, rank=rank, units=units, units_dim=units_dim, dtype=dtype)


_bare_with_shape = cache(_with_shape)  # forms that differ in their trail only are equal


def exact(form: Form, tensor: Tensor) -> Form:
    """With the rank and the type that the tensor really has."""
    return replace(form, rank=tensor.dim(), dtype=_stored(tensor.dtype)) if form.known else form


@cache
def _stored(dtype: torch.dtype) -> DType | None:
    name = str(dtype).removeprefix("torch.")
    return next((each for each in DType if each == name), None)


def target_form(call: Seen, recorded: Form | None) -> Form:
    """Class indices where the loss reads them as such; one-hot rows only ever make a rule more careful."""
    import torch

    target = call.target
    if target is None:
        return unknown("the target is not known")
    if recorded is not None and recorded.known and recorded.name is not FormName.INPUT_DATA:
        return exact(recorded, target)
    if not target.is_floating_point() and call.loss.expects in _CLASSES and target.dim() < call.output.dim():
        return _bare(FormName.CLASS_INDEX, target.dim(), _stored(target.dtype))
    if isinstance(target, torch.nn.Parameter):
        return unknown("a parameter")
    one_hot = target.dim() == 2 and target.shape[1] > 1 and target.is_floating_point() and _picks_one(target)
    return _bare(FormName.ONE_HOT if one_hot else FormName.INPUT_DATA, target.dim(), _stored(target.dtype))


def _picks_one(rows: Tensor) -> bool:
    return bool(((rows == 0) | (rows == 1)).all()) and bool((rows.sum(1) == 1).all())


@cache
def _bare(name: FormName, rank: int, dtype: DType | None) -> Form:
    return form(name, rank=rank, dtype=dtype)


def _name(function: str, frame: FrameType) -> str:
    """The loss module's name where one called the function."""
    code = frame.f_code
    if code.co_name == "forward" and _is_loss_file(code.co_filename):
        known = _module_name(type(frame.f_locals.get("self")))
        if known is not None:
            return known
    return f"{MODULE}.{function}"


@cache
def _is_loss_file(filename: str) -> bool:
    return filename.replace("\\", "/").endswith(_LOSS_FILE)


def _module_name(cls: type) -> str | None:
    known = next((each for each in cls.__mro__ if each.__module__.startswith("torch.nn.")), None)
    return None if known is None else f"torch.nn.{known.__name__}"


def _reduction(arguments: Mapping[str, Any]) -> str | None:
    if arguments.get("size_average") is not None or arguments.get("reduce") is not None:
        return None
    value = arguments.get("reduction", "mean")
    return value if isinstance(value, str) else None


def _margin(arguments: Mapping[str, Any]) -> float | None:
    value = arguments.get("margin")
    return float(value) if isinstance(value, (int, float)) else None
