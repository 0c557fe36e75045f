"""What comes out of a data loader: batches of what its data set gives for one index. Floor 3.

In: a `DataLoader` as it was made; out: one batch, if the data set is plain: a `TensorDataset`, one of torchvision's with labels,
or a class of the project whose `__getitem__` can be followed. A `collate_fn` may do anything: nothing is known then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import binding, classes, iteration, signatures, tensors
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import (
    Alt,
    Const,
    Instance,
    Made,
    Mapping,
    Opaque,
    Record,
    Sequence,
    Thing,
    Value,
    const,
    joined,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import DType, Form, FormName, form
from losslint.operations.axes import inserted
from losslint.operations.ranges import data, is_single, whole
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

LOADER = "torch.utils.data.DataLoader"
TENSORS = "torch.utils.data.TensorDataset"
PARTS = frozenset({"torch.utils.data.Subset"})
VISION = "torchvision.datasets.VisionDataset"
PLAIN_TRANSFORMS = frozenset(
    f"torchvision.transforms.{name}"
    for name in (
        "Resize CenterCrop RandomCrop RandomResizedCrop RandomHorizontalFlip RandomVerticalFlip Grayscale RandomGrayscale "
        "RandomRotation RandomAffine ColorJitter Pad RandomErasing"
    ).split()
)


def batches(ev: Evaluator, loader: Made) -> Sequence | None:
    """The batches of a loader: any number of them, all of one kind. None if nothing is known of them."""
    given = signatures.constructor_arguments(ev, loader)
    custom = given.get("collate_fn")
    if custom is not None and not _is_none(custom.compute()):
        return None
    if "batch_size" in given and _is_none(given["batch_size"].compute()):
        return None  # samples as the data set gives them
    dataset = only(given["dataset"].compute()) if "dataset" in given else None
    batch = _batch_of(ev, dataset) if dataset is not None else None
    if batch is not None and _one_by_one(given):
        batch = tuple(Alt(_single(thing), guards) for thing, guards in batch)
    return None if batch is None else Sequence(middle=batch)


def _one_by_one(given: dict[str, Thunk]) -> bool:
    """Does each batch hold one sample, as it does where nobody says how many?"""
    if "batch_sampler" in given:
        return False
    thing = only(given["batch_size"].compute()) if "batch_size" in given else const(1)
    return isinstance(thing, Const) and thing.value == 1


def _single(thing: Thing) -> Thing:
    """What a batch of one sample holds: of one number a sample there is one."""
    match thing:
        case Form(batch=True):
            return replace(thing, units=1, units_dim=-1) if thing.rank == 1 else replace(thing, batch=False)
        case Sequence() if thing.closed:
            return Sequence(tuple(tuple(Alt(_single(t), guards) for t, guards in value) for value in thing.items))
        case Mapping(items=items, rest=rest):
            return Mapping(tuple((k, tuple(Alt(_single(t), g) for t, g in value)) for k, value in items), rest)
    return thing


def _is_none(value: Value) -> bool:
    thing = only(value)
    return isinstance(thing, Const) and thing.value is None


def _batch_of(ev: Evaluator, dataset: Thing) -> Value | None:
    match dataset:
        case Made(cls=cls) if cls in PARTS:
            inner = signatures.constructor_arguments(ev, dataset).get("dataset")
            thing = only(inner.compute()) if inner is not None else None
            return None if thing is None else _batch_of(ev, thing)
        case Made(cls=cls) if cls == TENSORS and dataset.arguments is not None:
            tensors, _, more, _ = binding.flatten(ev, dataset.arguments)
            return None if more or not tensors else just(Sequence(tuple(some_rows(t.compute()) for t in tensors)))
        case Made(cls=cls) if ev.knowledge.is_subclass(cls, VISION):
            return just(Sequence((just(_pictures(ev, dataset)), just(_labels(ev, dataset)))))
        case Instance():
            return _of_project(ev, dataset)
        case Sequence():  # `list(zip(x, y))`
            return collated(ev, joined(dataset.elements())) or None
    return None


def some_rows(value: Value) -> Value:
    """Some rows of tensors at a time: shape as before, how many rows is not known."""
    return tuple(Alt(_some_rows(t) if isinstance(t, Form) else t, guards) for t, guards in value)


def _some_rows(tensor: Form) -> Form:
    if not tensor.known or tensor.rank is None:
        return tensor
    counted = tensor.rank == 1 and tensor.units_dim is not None
    return replace(tensor, batch=True, units=None if counted else tensor.units, dim=None if counted else tensor.dim)


# Data sets of the project


def _of_project(ev: Evaluator, dataset: Instance) -> Value | None:
    from losslint.analysis import calls

    method = classes.of_class(ev, dataset.cls, "__getitem__", dataset)
    if not method:
        return None
    index = Arguments(((binding.ready(just(whole("the index of a sample"))), False),))
    return collated(ev, calls.call(ev, method, index, (dataset.cls.node, dataset.cls.frame, ("sample", dataset))))


def collated(ev: Evaluator, sample: Value, depth: int = 0) -> Value:
    """Samples stacked into a batch, as the loader's own collate function does it."""
    return union(*((Alt(_stacked(ev, thing, depth), guards),) for thing, guards in sample))


def _stacked(ev: Evaluator, thing: Thing, depth: int) -> Thing:
    match thing:
        case Form() if thing.known:
            return replace(inserted(thing, 0), batch=True)
        case Const(value=bool() | int() | float() as number):
            return _numbers(DType.INT64 if isinstance(number, int) else DType.FLOAT64)
        case Form() | Opaque() if is_single(tensors.as_form(thing)):
            return _numbers(None)
        case Mapping(items=items, rest=rest) if depth < 2:
            return Mapping(tuple((k, collated(ev, v, depth + 1)) for k, v in items), rest)
        case Sequence() | Record() if depth < 2:
            elements = iteration.elements_of(ev, thing)
            if elements is not None and elements.closed:
                return Sequence(tuple(collated(ev, v, depth + 1) for v in elements.items))
    return nothing_known("a batch of what is not known")[0].thing


def _numbers(dtype: DType | None) -> Form:
    return replace(form(FormName.INPUT_DATA), rank=1, dtype=dtype, batch=True, gradient=False)


# torchvision


def _labels(ev: Evaluator, dataset: Made) -> Form:
    """Class indices, unless something else is made of them."""
    changed = signatures.constructor_arguments(ev, dataset).get("target_transform")
    if changed is not None and not _is_none(changed.compute()):
        return replace(form(FormName.UNKNOWN), because="the labels go through a transform")
    return replace(form(FormName.CLASS_INDEX), rank=1, dtype=DType.INT64, batch=True, gradient=False)


def _pictures(ev: Evaluator, dataset: Made) -> Form:
    pictures = replace(form(FormName.INPUT_DATA), rank=4, batch=True, gradient=False)
    transform = signatures.constructor_arguments(ev, dataset).get("transform")
    if transform is None:
        return pictures
    steps = list(_steps(ev, only(transform.compute())))
    return _transformed(ev, pictures, steps)


def _steps(ev: Evaluator, transform: Thing | None) -> list[Thing | None]:
    """The transforms of a Compose, one after the other."""
    if not (isinstance(transform, Made) and transform.cls == "torchvision.transforms.Compose"):
        return [transform]
    given = signatures.constructor_arguments(ev, transform).get("transforms")
    thing = only(given.compute()) if given is not None else None
    listed = iteration.elements_of(ev, thing) if thing is not None else None
    if listed is None or not listed.closed:
        return [None]
    return [step for value in listed.items for step in _steps(ev, only(value))]


def _transformed(ev: Evaluator, pictures: Form, steps: list[Thing | None]) -> Form:
    """Range and dtype after the transforms; one that is not known may do anything."""
    for step in steps:
        if not isinstance(step, Made):
            return replace(form(FormName.UNKNOWN), because="the pictures go through a transform that is not known")
        if step.cls == "torchvision.transforms.ToTensor":
            pictures = data(pictures, 0.0, 1.0, DType.FLOAT32)
        elif step.cls == "torchvision.transforms.Normalize":
            pictures = _normalised(ev, pictures, step)
        elif step.cls not in PLAIN_TRANSFORMS:
            return replace(form(FormName.UNKNOWN), because=f"the pictures go through {step.cls}")
    return pictures


def _normalised(ev: Evaluator, pictures: Form, step: Made) -> Form:
    """(x - mean) / std for each channel: the widest range of them."""
    given = signatures.constructor_arguments(ev, step)
    means, deviations = (_constants(ev, given[n].compute()) if n in given else [] for n in ("mean", "std"))
    if not means or len(means) != len(deviations) or not all(d > 0 for d in deviations):
        return data(pictures, -float("inf"), float("inf"), pictures.dtype)
    pairs = list(zip(means, deviations, strict=True))
    low, high = (pick((bound - m) / d for m, d in pairs) for pick, bound in ((min, pictures.low), (max, pictures.high)))
    return data(pictures, low, high, pictures.dtype)


def _constants(ev: Evaluator, value: Value) -> list[float]:
    thing = only(value)
    elements = iteration.elements_of(ev, thing) if thing is not None else None
    items = [only(v) for v in elements.items] if elements is not None and elements.closed else [thing]
    numbers = [i.value for i in items if isinstance(i, Const) and isinstance(i.value, int | float)]
    return numbers if len(numbers) == len(items) else []
