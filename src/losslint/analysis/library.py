"""Objects of libraries: layers, containers, wrappers. What a stub cannot say, in few small functions. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from losslint.analysis import binding, builtin, classes, instances, iteration, options, tensors
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.scope import first_parameter
from losslint.analysis.things import (
    Bound,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Opaque,
    Sequence,
    Super,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    constants,
    guarded,
    joined,
    just,
    nothing_known,
    only,
    union,
)
from losslint.place import Trail

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]
Handler = Callable[["Evaluator", Arguments, Site], Value]

CONTAINERS = frozenset(
    f"torch.nn.{n}" for n in ("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict")
)
PARALLEL = frozenset(
    (
        "torch.nn.DataParallel",
        "torch.nn.parallel.DataParallel",
        "torch.nn.parallel.DistributedDataParallel",
        "torch.distributed.fsdp.FullyShardedDataParallel",
        "apex.parallel.DistributedDataParallel",
    )
)
SELF_RETURNING = frozenset(
    "to cuda cpu float half double bfloat16 eval train requires_grad_ apply type share_memory to_empty compile ipu xpu".split()
)
MODULE_METHODS = SELF_RETURNING | frozenset(
    "parameters named_parameters children named_children modules named_modules state_dict load_state_dict zero_grad "
    "forward register_forward_hook register_buffer register_parameter add_module append extend insert keys values items "
    "get_submodule buffers named_buffers pop update extra_repr __call__".split()
)
PARAMETERS = frozenset(("torch.nn.Parameter", "torch.nn.parameter.Parameter"))


# -- making --------------------------------------------------------------------------------------------------------


def make(ev: Evaluator, name: str, arguments: Arguments, site: Site) -> Value | None:
    """An object of a library class; None if the name is no class that we know."""
    node, frame, key = site
    trail = (ev.step(node, frame, f"{name.rpartition('.')[2]} is built here"),)
    if name in CONTAINERS:
        return just(container_of(ev, name, arguments, (node, frame, key), trail))
    if name in PARALLEL:
        inner = argument(ev, arguments, 0, "module")
        return tuple(a._replace(thing=Wrapper(name, a.thing)) for a in inner)
    if ev.knowledge.cls(name) is None:
        return None
    return just(Made(name, site, arguments, trail))


def argument(ev: Evaluator, arguments: Arguments, position: int, name: str) -> Value:
    thunk = arguments.at(position) or arguments.keyword(name)
    return thunk.compute() if thunk is not None else nothing_known(f"argument {name} is not passed")


def container_of(ev: Evaluator, name: str, arguments: Arguments, site: Hashable, trail: Trail) -> Container:
    """nn.Sequential(a, b), nn.Sequential(OrderedDict(...)), nn.ModuleList([...]), nn.ModuleDict({...})."""
    empty = Container(name, Sequence(), (), site, trail)
    positional: list[Value] = []
    rest: Sequence | None = None
    for thunk, starred in arguments.positional:
        value = thunk.compute()
        if not starred:
            positional.append(value)
            continue
        thing = only(value)
        inner = iteration.elements_of(ev, thing) if thing is not None else None
        inner = inner or Sequence(middle=nothing_known("modules from a list that is not known"))
        rest = iteration.concatenated(rest or Sequence(tuple(positional)), inner)
        positional = []
    if rest is not None:
        return extended(empty, iteration.concatenated(rest, Sequence(tuple(positional))))
    if len(positional) == 1:
        thing = only(positional[0])
        if isinstance(thing, Mapping):
            return from_mapping(empty, thing)
        if name != "torch.nn.Sequential":
            inner = iteration.elements_of(ev, thing) if thing is not None else None
            return extended(empty, inner or Sequence(middle=nothing_known("modules from a list that is not known")))
    return extended(empty, Sequence(tuple(positional)))


def from_mapping(empty: Container, mapping: Mapping) -> Container:
    names = tuple(str(k) for k, _ in mapping.items)
    modules = Sequence(tuple(v for _, v in mapping.items), mapping.rest)
    return Container(empty.cls, modules, names, empty.site, empty.trail)


def extended(container: Container, more: Sequence) -> Container:
    modules = iteration.concatenated(container.modules, more)
    return Container(container.cls, modules, container.names, container.site, container.trail)


def changed(ev: Evaluator, container: Container, method: str, node: ast.Call, frame: Frame) -> Container:
    """`append`, `add_module`, `insert`, `update`, `pop` on a container of modules."""
    args = [ev.value(a, frame) for a in node.args if not isinstance(a, ast.Starred)]
    modules = container.modules
    if method == "append" and args:
        return extended(container, Sequence((args[0],)))
    if method in ("add_module", "register_module") and len(args) == 2:
        name = only(args[0])
        return named(container, str(name.value) if isinstance(name, Const) else None, args[1])
    return Container(
        container.cls, Sequence(middle=joined([*modules.elements(), *args])), (), container.site, container.trail
    )


def named(container: Container, label: str | None, value: Value) -> Container:
    """`add_module(label, m)`, `heads[label] = m`: replaced under a known name, else added at the end."""
    modules = container.modules
    names = (*container.names, *([None] * (len(modules.items) - len(container.names))))
    known = names.index(label) if label is not None and label in names else None
    if known is not None and modules.closed:
        items = list(modules.items)
        items[known] = value
        return Container(container.cls, Sequence(tuple(items)), names, container.site, container.trail)
    return Container(
        container.cls, iteration.appended(modules, value), (*names, label), container.site, container.trail
    )


def as_container(ev: Evaluator, instance: Instance) -> Container | None:
    """An object of a project class that inherits from nn.Sequential or nn.ModuleList: the modules it hands to its base."""
    base = next((b for b in classes.library_bases(ev, instance.cls) if b in CONTAINERS), None)
    if base is None:
        return None
    key = ("container", instance)
    value = ev.ask(key, lambda: just(_handed_to_base(ev, instance, base)))
    thing = only(value)
    return thing if isinstance(thing, Container) else None


def _handed_to_base(ev: Evaluator, instance: Instance, base: str) -> Container:
    method = classes.lookup(ev, instance.cls, "__init__")
    if method is None:
        return container_of(ev, base, instance.arguments or Arguments(), instance.site, instance.trail)
    function, owner = method
    frame = instances.method_frame(ev, function, owner, instance, instance.arguments, "__init__")
    first = first_parameter(function.node)
    container = Container(base, Sequence(), (), instance.site, instance.trail)
    for call, (_, loops) in ev.scope(function.node).calls.items():
        if not isinstance(call.func, ast.Attribute):
            continue
        value = call.func.value
        is_super = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super"
        if is_super and call.func.attr == "__init__":
            container = container_of(ev, base, binding.arguments_of(ev, call, frame), instance.site, instance.trail)
        elif isinstance(value, ast.Name) and value.id == first and call.func.attr in ("append", "add_module"):
            container = changed(ev, container, call.func.attr, call, ev.adjust(frame, (), loops))
            if loops:
                container = Container(base, Sequence(middle=joined(container.modules.elements())), (), instance.site)
    return container


def declared(ev: Evaluator, made: Made, name: str, cls: str) -> Thing:
    """An attribute that a stub declares: `classifier: Sequential` ends in a layer of raw scores."""
    site = ("declared", made, name)
    if cls in CONTAINERS:
        head = just(Made("torch.nn.Linear", (site, "last")))
        return Container(cls, Sequence((), nothing_known(f"layers of {made.cls}"), (head,)), (), site, made.trail)
    return Made(cls, site, None, made.trail)


# -- calling -------------------------------------------------------------------------------------------------------


def call_made(ev: Evaluator, made: Made, arguments: Arguments, site: Site) -> Value:
    """A layer or loss of a library, called."""
    if made.cls in PARAMETERS:
        return nothing_known("a parameter is called")
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
    container = as_container(ev, instance)
    if container is not None:
        return call_container(ev, container, arguments, site)
    for base in classes.library_bases(ev, instance.cls):
        summaries = ev.knowledge.method(base, "forward") or ev.knowledge.method(base, "__call__")
        if summaries is not None:
            return tensors.apply(ev, summaries, base, instance, arguments, site)
    return nothing_known(f"{instance.cls.node.name} has no forward in the project")


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
    if name in ("forward", "__call__"):
        return calls.call_thing(ev, receiver, arguments, site)
    if name in SELF_RETURNING and isinstance(receiver, Made | Container | Wrapper | Instance):
        return just(receiver)
    if name in ("children", "modules", "values", "named_children", "items", "keys") and isinstance(receiver, Container):
        return just(_listed(receiver, name))
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


def _listed(container: Container, name: str) -> Sequence:
    if name == "modules":
        return Sequence(middle=joined(container.modules.elements()) or nothing_known("no modules"))
    if name in ("children", "values"):
        return container.modules
    if not container.modules.closed:
        key = nothing_known("a key that is not known")
        inner = joined(container.modules.elements())
        return Sequence(middle=key if name == "keys" else just(Sequence((key, inner))))
    keys = [just(const(n if n is not None else str(i))) for i, n in enumerate(_names(container))]
    if name == "keys":
        return Sequence(tuple(keys))
    return Sequence(tuple(just(Sequence((k, v))) for k, v in zip(keys, container.modules.items, strict=True)))


def _names(container: Container) -> tuple[str | None, ...]:
    count = len(container.modules.items)
    return (*container.names, *([None] * (count - len(container.names))))[:count]


# -- attributes and items of containers ----------------------------------------------------------------------------


def container_attribute(ev: Evaluator, container: Container, name: str) -> Value:
    if name in container.names and container.modules.closed:
        return container.modules.items[container.names.index(name)]
    if name in MODULE_METHODS:
        return just(Bound(container, name))
    return just(Opaque(("attribute", container.site, name), f"attribute {name} of a container is not known"))


def container_item(ev: Evaluator, container: Container, key: Value) -> Value:
    """`net[0]`, `heads["a"]`."""
    values = constants(key)
    found = []
    for value in values or ():
        if isinstance(value, int) and not isinstance(value, bool):
            found.append(iteration.item(container.modules, value) or nothing_known("no such layer"))
        elif value in container.names and container.modules.closed:
            found.append(container.modules.items[container.names.index(value)])
        else:
            found.append(joined(container.modules.elements()))
    if values is None:
        return joined(container.modules.elements()) or nothing_known("a layer of an empty container")
    return union(*found) or nothing_known("a layer of an empty container")


def container_slice(container: Container, start: int | None, stop: int | None, step: int | None) -> Container:
    names = container.names[start:stop:step] if container.modules.closed else ()
    return Container(
        container.cls, iteration.sliced(container.modules, start, stop, step), names, container.site, container.trail
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


def _buffer(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """torch.zeros and the like: data until something is stored into it."""
    from losslint.forms import form

    return just(form("input-data"))


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
    "torch.zeros": _buffer,
    "torch.empty": _buffer,
    "torch.zeros_like": _buffer,
    "torch.empty_like": _buffer,
    "torch.Tensor": _buffer,
    **{
        f"torch.nn.utils.{n}": _first
        for n in ("weight_norm", "spectral_norm", "remove_weight_norm", "remove_spectral_norm")
    },
    **{f"torch.nn.utils.parametrizations.{n}": _first for n in ("weight_norm", "spectral_norm", "orthogonal")},
    **{f"torch.nn.SyncBatchNorm.{n}": _first for n in ("convert_sync_batchnorm",)},
}

__all__ = ["Function", "builtin", "guarded", "options"]
