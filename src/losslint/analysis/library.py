"""Objects of libraries: layers, containers, wrappers. What a stub cannot say, in few small functions. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import choices, classes, containers, holding, tables, tensors
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.things import (
    Class,
    Container,
    Instance,
    Made,
    Opaque,
    Sequence,
    Super,
    Symbol,
    Thing,
    Value,
    Wrapper,
    constants,
    just,
    nothing_known,
    used,
)
from losslint.operations import dtypes
from losslint.place import Step

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]
Handler = Callable[["Evaluator", Arguments, Site], Value]

READERS = frozenset(
    "checkpoint_path map_location hparams_file strict weights_only".split()
)  # load_from_checkpoint's own
PARAMETERS = frozenset(("torch.nn.Parameter", "torch.nn.parameter.Parameter"))


# -- making --------------------------------------------------------------------------------------------------------


def make(ev: Evaluator, name: str, arguments: Arguments, site: Site) -> Value | None:
    """An object of a library class; None if the name is no class that we know."""
    node, frame, key = site
    built_here = f"{name.rpartition('.')[2]} is built here"
    trail = (Step(frame.file.place(node), built_here, holding.made_within(ev, frame)),)
    if name in containers.CONTAINERS:
        return containers.made(ev, name, arguments, (node, frame, key), trail)
    if name in containers.PARALLEL:
        inner = used(argument(ev, arguments, 0, "module"))
        return tuple(a._replace(thing=Wrapper(name, a.thing)) for a in inner)
    if ev.knowledge.cls(name) is None:
        return None
    return just(built(ev, Made(name, site, arguments, trail)))


def argument(ev: Evaluator, arguments: Arguments, position: int, name: str) -> Value:
    thunk = arguments.at(position) or arguments.keyword(name)
    return thunk.compute() if thunk is not None else nothing_known(f"argument {name} is not passed")


def declared(ev: Evaluator, owner: Thing, name: str, cls: str, by: str = "") -> Thing:
    """What a stub says of an attribute: `classifier: Sequential[Dropout, Linear]`. A Sequential whose layers it does not
    tell ends in a layer of raw scores; a class that is such a Sequential is one under every name. `by`: the class that says it, of an object of the project's."""
    by = by or (owner.cls if isinstance(owner, Made) else "")
    site = ("declared", owner, name)
    trail = owner.trail if isinstance(owner, Made | Instance) else ()
    cls = ev.knowledge.canonical(cls)
    held = (ev.knowledge.layers(by, name) if name else ()) or ev.knowledge.layers(cls)
    if held:
        known = tuple((index, n, layer) for index, (n, layer) in enumerate(held) if layer != "...")
        layers = tuple(just(built(ev, Made(layer, (site, index)))) for index, _, layer in known)
        if len(known) < len(held):
            middle = nothing_known(f"layers of {by}")
            return Container("torch.nn.Sequential", Sequence((), middle, layers), (), site, trail)
        return Container("torch.nn.Sequential", Sequence(layers), tuple(n for _, n, _ in known), site, trail)
    if cls in containers.CONTAINERS:
        head = just(Made("torch.nn.Linear", (site, "last")))
        return Container(cls, Sequence((), nothing_known(f"layers of {by}"), (head,)), (), site, trail)
    return Made(cls, site, None, trail)


def built(ev: Evaluator, made: Made) -> Thing:
    """An object of a library class: a Sequential, if the class is one."""
    return declared(ev, made, "", made.cls) if ev.knowledge.layers(made.cls) else made


# -- calling -------------------------------------------------------------------------------------------------------


def call_made(ev: Evaluator, made: Made, arguments: Arguments, site: Site) -> Value:
    """A layer or loss of a library, called."""
    if made.cls in PARAMETERS:
        return nothing_known("a parameter is called")
    if not choices.may_be_meant(ev, made):
        return ()
    summaries = ev.knowledge.method(made.cls, "forward") or ev.knowledge.method(made.cls, "__call__")
    if summaries is None:
        return nothing_known(f"what {made.cls} returns is not known")
    return tensors.apply(ev, summaries, made.cls, made, arguments, site)


def call_container(ev: Evaluator, container: Container, arguments: Arguments, site: Site) -> Value:
    """A Sequential: each module on what the one before it gives, asked from the end."""
    from losslint.analysis import calls

    if container.cls != "torch.nn.Sequential":
        return nothing_known(f"{container.cls} cannot be called")
    node, frame, key = site
    current = arguments
    modules = container.modules

    def chain(module: Value, before: Arguments, index: int | str) -> Arguments:
        here = (node, frame, (key, container.site if isinstance(container.site, tuple) else None, index))
        return Arguments(((Thunk(lambda: calls.call(ev, module, before, here)), False),))

    for index, module in enumerate(modules.front):
        current = chain(module, current, index)
    if modules.middle is not None:
        inside = chain(modules.middle, Arguments(((Thunk(lambda: nothing_known("between layers")), False),)), "middle")
        current = inside
    for index, module in enumerate(modules.back):
        current = chain(module, current, f"back {index}")
    first = current.positional[0][0] if current.positional else None
    if first is None and current.keywords:
        first = current.keywords[0][1]
    return first.compute() if first is not None else nothing_known("a Sequential is called without input")


def call_base(ev: Evaluator, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """An object whose class leaves `forward` to a library base."""
    from losslint.analysis import calls

    container = containers.as_container(ev, instance)
    if container is not None:
        return call_container(ev, container, arguments, site)
    held = containers.held_module(ev, instance)
    if held:
        return calls.call(ev, held, arguments, (site[0], site[1], (site[2], "held")))
    for base in classes.library_bases(ev, instance.cls):
        summaries = ev.knowledge.method(base, "forward") or ev.knowledge.method(base, "__call__")
        if summaries is not None:
            return tensors.apply(ev, summaries, base, instance, arguments, site)
    return nothing_known(f"{instance.cls.node.name} has no forward in the project")


def restored(ev: Evaluator, cls: Class, name: str, arguments: Arguments, site: Site) -> Value:
    """`MyModel.from_pretrained(…)` of a project class: an object of it, made with what the checkpoint says. What the call
    passes beside goes to the constructor as far as that takes it, the rest to the reader or the configuration."""
    from losslint.analysis import calls

    thunk, names = Thunk(lambda: nothing_known("it stands in a checkpoint")), classes.keywords_of(ev, cls)
    wanted = tuple((n, t) for n, t in arguments.keywords if (names is None or n in names) and n not in READERS)
    by_name = name == "load_from_checkpoint" or names == () or (names and any(n == names[0] for n, _ in wanted))
    return calls.instantiate(ev, cls, Arguments(() if by_name else ((thunk, False),), wanted, (thunk,)), site)


def call_method(ev: Evaluator, receiver: Thing, name: str, arguments: Arguments, site: Site) -> Value:
    """A method of a library object, or one that a module inherits from nn.Module."""
    from losslint.analysis import calls

    if isinstance(receiver, Super):
        inner = receiver.receiver
        if name in ("forward", "__call__") and isinstance(inner, Instance):
            return call_base(ev, inner, arguments, site)
        return (
            call_method(ev, inner, name, arguments, site) if not isinstance(inner, Super) else nothing_known("super()")
        )
    if isinstance(receiver, Class) and name in containers.RESTORING:
        return restored(ev, receiver, name, arguments, site)
    if name in ("forward", "__call__"):
        return calls.call_thing(ev, receiver, arguments, site)
    if name in containers.SELF_RETURNING and isinstance(receiver, Made | Container | Wrapper | Instance):
        return just(receiver)
    if name in ("children", "modules", "values", "named_children", "items", "keys") and isinstance(receiver, Container):
        return just(containers.listed(receiver, name))
    if isinstance(receiver, Wrapper):
        return call_method(ev, receiver.inner, name, arguments, site)
    if isinstance(receiver, Container) and name in ("append", "extend", "add_module", "insert"):
        return just(receiver)
    if isinstance(receiver, Made):
        summaries = ev.knowledge.method(receiver.cls, name)
        if summaries is not None:
            return tensors.apply(ev, summaries, f"{receiver.cls}.{name}", receiver, arguments, site)
    return just(
        Opaque(("result", ("." + name, receiver), site[0], site[1].base), f"{name} of a library object is not followed")
    )


# -- functions that a stub cannot describe ----------------------------------------------------------------------------


def _first(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thunk = arguments.at(0) or (arguments.keywords[0][1] if arguments.keywords else None)
    return thunk.compute() if thunk is not None else nothing_known("called without argument")


def _decorator_or_first(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    return _first(ev, arguments, site) if arguments.positional else just(Symbol("losslint.identity"))


def _checkpoint(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """checkpoint(function, *args): the function, called."""
    from losslint.analysis import calls

    function = arguments.at(0)
    if function is None:
        return nothing_known("checkpoint without a function")
    rest = Arguments(arguments.positional[1:], tuple(k for k in arguments.keywords if k[0] != "use_reentrant"))
    return calls.call(ev, function.compute(), rest, (site[0], site[1], (site[2], "checkpoint")))


def _data_parallel(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """data_parallel(module, inputs): the module, called."""
    from losslint.analysis import calls

    module = arguments.at(0) or arguments.keyword("module")
    if module is None:
        return nothing_known("data_parallel without a module")
    rest = Arguments(arguments.positional[1:2])
    return calls.call(ev, module.compute(), rest, (site[0], site[1], (site[2], "parallel")))


def _clones(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    return _first(ev, arguments, site)


def _from_hub(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """torch.hub.load("pytorch/vision", name, …): the function of torchvision.models, called."""
    from losslint.analysis import calls, lookups

    repository, name = arguments.at(0), arguments.at(1)
    where = constants(repository.compute()) if repository is not None else None
    if name is None or not where or any(str(w).partition(":")[0] != "pytorch/vision" for w in where):
        return nothing_known("what a repository of torch.hub gives is not known")
    models = Symbol("torchvision.models")
    function = lookups.by_name(ev, models, name.compute(), name.expr or site[0], site[1])
    own = tuple(k for k in arguments.keywords if k[0] not in ("source", "trust_repo", "force_reload", "verbose"))
    return calls.call(ev, function, Arguments((), own), (site[0], site[1], (site[2], "hub")))


FUNCTIONS: dict[str, Handler] = {
    "losslint.identity": _first,
    "torch.compile": _decorator_or_first,
    "torch.jit.script": _first,
    "torch.jit.trace": _first,
    "torch.utils.checkpoint.checkpoint": _checkpoint,
    "torch.nn.parallel.data_parallel": _data_parallel,
    "torch.nn.data_parallel": _data_parallel,
    "copy.deepcopy": _clones,
    "copy.copy": _clones,
    "torch.Tensor": partial(tables.buffer, None),
    **{
        f"torch.{place}{name}": partial(tables.buffer, dtype)
        for place in ("", "cuda.")
        for name, dtype in dtypes.TENSORS.items()
    },
    "torch.hub.load": _from_hub,
    "numpy.loadtxt": tables.loaded,
    "numpy.genfromtxt": tables.loaded,
    "sklearn.model_selection.train_test_split": tables.split,
    **{
        f"torch.nn.utils.{n}": _first
        for n in ("weight_norm", "spectral_norm", "remove_weight_norm", "remove_spectral_norm")
    },
    **{f"torch.nn.utils.parametrizations.{n}": _first for n in ("weight_norm", "spectral_norm", "orthogonal")},
    **{f"torch.nn.SyncBatchNorm.{n}": _first for n in ("convert_sync_batchnorm",)},
}
