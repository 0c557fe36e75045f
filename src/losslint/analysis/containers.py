"""Module containers: `nn.Sequential`, `ModuleList`, `ModuleDict`; how they are filled and what stands in them. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, instances, iteration
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.scope import first_parameter, is_super
from losslint.analysis.things import (
    Bound,
    Const,
    Container,
    Instance,
    Mapping,
    Opaque,
    Sequence,
    Value,
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

# What every module can do.
RESTORING = frozenset("from_pretrained from_config _from_config load_from_checkpoint".split())
SELF_RETURNING = frozenset(
    "to cuda cpu float half double bfloat16 eval train requires_grad_ apply type share_memory to_empty compile ipu xpu".split()
)
MODULE_METHODS = SELF_RETURNING | frozenset(
    "parameters named_parameters children named_children modules named_modules state_dict load_state_dict zero_grad "
    "forward register_forward_hook register_buffer register_parameter add_module append extend insert keys values items "
    "get_submodule buffers named_buffers pop update extra_repr __call__".split()
)
KEYWORDS = ("index", "name", "module", "modules")
"""Of the methods that change a container of modules, in order."""
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
"""What holds one module and hands everything on to it."""


def made(ev: Evaluator, name: str, arguments: Arguments, site: Hashable, trail: Trail) -> Value:
    """The containers that a call may make: one for each list that may be handed to it, under the same guards."""
    for index, (thunk, starred) in enumerate(arguments.positional):
        value = thunk.compute()
        is_list = starred or any(isinstance(t, Mapping | Sequence) for t, _ in value)
        if not is_list or not 2 <= len(value) <= bounds.SPLIT:
            continue
        found = []
        for thing, guards in value:
            one = (binding.ready(just(thing)), starred)
            positional = (*arguments.positional[:index], one, *arguments.positional[index + 1 :])
            narrower = Arguments(positional, arguments.keywords, arguments.double_stars)
            found.append(guarded(made(ev, name, narrower, site, trail), guards))
        return union(*found)
    return just(container_of(ev, name, arguments, site, trail))


def elements_at_end(ev: Evaluator, value: Value) -> Sequence | None:
    """The elements of a list; of several that it may be, the end that they have in common behind what else may be in them."""
    each = [iteration.elements_of(ev, thing) for thing, _ in value]
    if len(each) == 1:
        return each[0]
    lists = [one.items for one in each if one is not None and one.closed]
    if not lists or len(lists) < len(each):
        return None
    shortest = min(len(items) for items in lists)
    same = 0
    while same < shortest and len({items[-1 - same] for items in lists}) == 1:
        same += 1
    others = [value for items in lists for value in items[: len(items) - same]]
    return Sequence((), union(*others) if others else None, lists[0][len(lists[0]) - same :])


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
        inner = elements_at_end(ev, value) or Sequence(middle=nothing_known("modules from a list that is not known"))
        rest = iteration.concatenated(rest or Sequence(tuple(positional)), inner)
        positional = []
    if rest is not None:
        return extended(empty, iteration.concatenated(rest, Sequence(tuple(positional))))
    if len(positional) == 1:
        thing = only(positional[0])
        if isinstance(thing, Mapping):
            return from_mapping(empty, thing)
        if name != "torch.nn.Sequential":
            held = iteration.elements_of(ev, thing) if thing is not None else None
            return extended(empty, held or Sequence(middle=nothing_known("modules from a list that is not known")))
    return extended(empty, Sequence(tuple(positional)))


def from_mapping(empty: Container, mapping: Mapping) -> Container:
    names = tuple(str(k) for k, _ in mapping.items)
    modules = Sequence(tuple(v for _, v in mapping.items), mapping.rest)
    return Container(empty.cls, modules, names, empty.site, empty.trail)


def extended(container: Container, more: Sequence) -> Container:
    modules = iteration.concatenated(container.modules, more)
    return Container(container.cls, modules, container.names, container.site, container.trail)


def handed(node: ast.Call) -> list[ast.expr]:
    """The arguments of such a call, those with a keyword (`layers.append(module=x)`) where torch has them."""
    named = {k.arg: k.value for k in node.keywords}
    return [a for a in node.args if not isinstance(a, ast.Starred)] + [named[k] for k in KEYWORDS if k in named]


def changed(ev: Evaluator, container: Container, method: str, node: ast.Call, frame: Frame) -> Container:
    """`append`, `add_module`, `insert`, `update`, `pop` on a container of modules."""
    args = [ev.value(a, frame) for a in handed(node)]
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
    names = _names(container)
    known = _place(names, label)
    if known is not None and modules.closed:
        items = list(modules.items)
        items[known] = value
        return Container(container.cls, Sequence(tuple(items)), names, container.site, container.trail)
    return Container(
        container.cls, iteration.appended(modules, value), (*names, label), container.site, container.trail
    )


def _place(names: tuple[str | None, ...], label: str | None) -> int | None:
    """Where the label stands; layers without a name have their number for one."""
    stated = [name if name is not None else str(index) for index, name in enumerate(names)]
    return stated.index(label) if label is not None and label in stated else None


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
        if _is_of_super(call, "__init__"):
            container = container_of(ev, base, binding.arguments_of(ev, call, frame), instance.site, instance.trail)
        elif isinstance(value, ast.Name) and value.id == first and call.func.attr in ("append", "add_module"):
            container = changed(ev, container, call.func.attr, call, ev.adjust(frame, (), loops))
            if loops:
                container = Container(base, Sequence(middle=joined(container.modules.elements())), (), instance.site)
    return container


def held_module(ev: Evaluator, instance: Instance) -> Value:
    """What an object of a project class that inherits from DataParallel or DDP hands to its base; empty where it is no such object."""
    if not PARALLEL.intersection(classes.library_bases(ev, instance.cls)):
        return ()
    return ev.ask(("held", instance), lambda: _first_to_base(ev, instance))


def _first_to_base(ev: Evaluator, instance: Instance) -> Value:
    method = classes.lookup(ev, instance.cls, "__init__")
    given = [instance.arguments or Arguments()]
    if method is not None:
        function, owner = method
        frame = instances.method_frame(ev, function, owner, instance, instance.arguments, "__init__")
        calls = ev.scope(function.node).calls
        given = [binding.arguments_of(ev, call, frame) for call in calls if _is_of_super(call, "__init__")]
    thunk = (given[0].at(0) or given[0].keyword("module")) if len(given) == 1 else None
    return thunk.compute() if thunk is not None else nothing_known("what is handed to DataParallel is not known")


def _is_of_super(call: ast.Call, method: str) -> bool:
    """Is it `super().method(…)`?"""
    return isinstance(call.func, ast.Attribute) and call.func.attr == method and is_super(call.func.value)


def listed(container: Container, name: str) -> Sequence:
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
