"""What `object.attribute` is. Floor 3.

For an object of a project class: what its constructor and its other methods leave in it (`instances`); then stores
through other names in the project (`stores`); then the class's own attributes and methods along the MRO, then its bases
in libraries (`classes`). For an object of a library class: stores through names in the project, then what its stub
declares.
"""

from __future__ import annotations

import ast
import posixpath
from typing import TYPE_CHECKING

from losslint.analysis import (
    builtin_mappings,
    choices,
    classes,
    containers,
    enumerations,
    imports,
    instances,
    lacking,
    library,
    operators,
    options,
    python_configs,
    stores,
)
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Definition, State
from losslint.analysis.tensors import TENSOR
from losslint.analysis.things import (
    Bound,
    Class,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Module,
    Opaque,
    Package,
    Partial,
    Record,
    Sequence,
    Super,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    guarded,
    just,
    nothing_known,
    union,
    used,
)
from losslint.analysis.use_def.assigned import LAYERS
from losslint.forms import Form
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


MAPPING_METHODS = frozenset((*dir(dict), *builtin_mappings.HAS_KEY))
BY_KEY = frozenset(("get", "pop"))  # what a result gives by the name of one of its fields
OBJECTS = (Instance, Made, Container, Wrapper)
Skip = tuple[Definition, ...]  # stores that are left out: what the attribute was before them is asked


def evaluate(ev: Evaluator, node: ast.Attribute, frame: Frame) -> Value:
    """An attribute expression that no store in this scope defines."""
    holders = imports.having(ev, used(ev.value(node.value, frame)), node.attr)
    if len(holders) > 1:
        holders = tuple(a for a in holders if not lacking.lacks(ev, a.thing, node.attr)) or holders
        holders = _having_method(ev, choices.having_head(ev, _having_item(holders, node.attr), node.attr), node.attr)
    return union(*(guarded(_read(ev, t, node, frame), g) for t, g in holders))


def _having_method(ev: Evaluator, holders: Value, name: str) -> Value:
    """Of what may be a tensor or a named tuple, the tensors, where a method of tensors is read that the tuple lacks."""
    if not any(isinstance(t, Record) for t, _ in holders) or ev.knowledge.method(TENSOR, name) is None:
        return holders
    return tuple(a for a in holders if not (isinstance(a.thing, Record) and a.thing.get(name) is None)) or holders


def _having_item(holders: Value, name: str) -> Value:
    """Without the dicts that certainly lack the item which the attribute is: the program would stop there."""
    if name in MAPPING_METHODS:
        return holders
    return (
        tuple(a for a in holders if not (isinstance(a.thing, Mapping) and builtin_mappings.lacks(a.thing, (name,))))
        or holders
    )


def _read(ev: Evaluator, thing: Thing, node: ast.Attribute, frame: Frame) -> Value:
    """What a store further down replaces: an object that is put into another one (`net.fc = Wrapped(net.fc)`) is the one
    that was there before. A value that changes from one run of the function to the next is all that it ever is."""
    later = stores.behind(ev, thing, node, frame)
    before = of(ev, thing, node.attr, node, frame, later) if later else ()
    if before and all(isinstance(t, OBJECTS) for t, _ in before):
        return before
    return of(ev, thing, node.attr, node, frame)


def of_place(ev: Evaluator, place: str, frame: Frame, definition: Definition) -> Value:
    """The attribute that a dotted place names, when the scope has no earlier definition of it."""
    root, *names = place.split(".")
    state = ev.scope(frame.node).exit
    first = binding_of_root(ev, root, frame, definition, state)
    value = first
    for name in names:
        value = union(*(guarded(of(ev, t, name, definition.node, frame, (definition,)), g) for t, g in value))
    return value


def binding_of_root(ev: Evaluator, root: str, frame: Frame, definition: Definition, state: State) -> Value:
    for node in walk(definition.node):
        if isinstance(node, ast.Name) and node.id == root:
            return ev.value(node, frame)
    reaches = state.get(root)
    return ev.reaches(reaches, (), frame) if reaches else imports.free(ev, root, frame)


def of(ev: Evaluator, thing: Thing, name: str, node: ast.AST, frame: Frame, skip: Skip = ()) -> Value:
    """`thing.name`."""
    if name == "value" and enumerations.is_value(ev, thing):
        return just(thing)
    match thing:
        case Module() | Package() if name in ("__dict__", "__getattribute__"):
            return just(Bound(thing, name))
        case Module() | Package():
            return imports.module_attribute(ev, thing, name)
        case Symbol(name=qualified):
            return just(Symbol(f"{qualified}.{name}"))
        case Instance():
            return of_instance(ev, thing, name, skip)
        case Class() if name in ("__name__", "__qualname__"):
            return just(const(thing.node.name))
        case Class() if name == python_configs.READER and python_configs.is_copy(thing):
            return just(Symbol(python_configs.READERS[0]))
        case Class():
            return classes.of_class(ev, thing, name, None) or classes.outside_bases(ev, thing, thing, name)
        case Super(receiver=receiver, after=after):
            return classes.after_super(ev, receiver, after, name)
        case Made():
            return of_made(ev, thing, name, skip)
        case Container() if name == LAYERS:
            return just(thing)
        case Container():
            return containers.container_attribute(ev, thing, name)
        case Wrapper():
            return _of_wrapper(ev, thing, name, node, frame)
        case Form() if lacking.lacks(ev, thing, name):
            return nothing_known(lacking.NO_SUCH)
        case Form():
            return operators.tensor_attribute(ev, thing, name, node, frame)
        case Opaque():
            return _put_into_options(ev, thing, name) or just(options.attribute(ev, thing, name))
        case Record():
            return thing.get(name) or _of_result(thing, name)
        case Mapping() if (held := thing.get(name)) is not None and name not in MAPPING_METHODS:
            return held
        case Const(value=str() as text) if name == "parent":
            return just(const(posixpath.dirname(text)))
        case Partial() | Sequence() | Mapping() | Const() | Bound():
            return just(Bound(thing, name))
        case Function() if name == "__name__":
            return just(const(getattr(thing.node, "name", "<lambda>")))
    return nothing_known(f"attribute {name} is not known")


def _of_wrapper(ev: Evaluator, wrapper: Wrapper, name: str, node: ast.AST, frame: Frame) -> Value:
    if name == "module" or wrapper.cls not in containers.PARALLEL:
        return just(wrapper.inner) if name in ("module", "_orig_mod") else of(ev, wrapper.inner, name, node, frame)
    return (
        just(Bound(wrapper, name))
        if name in containers.MODULE_METHODS
        else nothing_known("an attribute of DataParallel")
    )


def _of_result(record: Record, name: str) -> Value:
    """What a result has beside its fields: one of transformers is a dict as well."""
    missing = nothing_known(f"attribute {name} of a result is not known")
    return just(Bound(Mapping(record.items, missing), name)) if name in BY_KEY else missing


def _put_into_options(ev: Evaluator, thing: Opaque, name: str) -> Value:
    """`opt.model_class = MODELS[opt.model]`: what no parser declares is what the program stores there itself."""
    if name not in ev.graph.stores or not isinstance(thing.origin, tuple) or name in options.declared(ev):
        return ()
    return ev.ask(("attribute", thing, name), lambda: union(*stores.stored_outside(ev, thing, name, ())))


# -- objects of project classes ---------------------------------------------------------------------------------------


def of_instance(ev: Evaluator, instance: Instance, name: str, skip: Skip = ()) -> Value:
    return ev.ask(("attribute", instance, name, skip), lambda: _of_instance(ev, instance, name, skip))


def _of_instance(ev: Evaluator, instance: Instance, name: str, skip: Skip) -> Value:
    if name == "training":
        return just(Opaque(("training", instance), "the mode of the model", const(True)))
    if name not in ev.graph.stores:
        return classes.of_class(ev, instance.cls, name, instance) or outside(ev, instance, name)
    visited: set[ast.AST] = set()
    value: Value = ()
    is_own = instances.stores_itself(ev, instance, name)
    if is_own:
        value = instances.from_constructor(ev, instance, name, visited, skip)
        value = instances.counted(ev, instance, name, value, visited)
    strong, weak = stores.stored_outside(ev, instance, name, skip)
    if strong:
        return strong
    if value and name in ev.graph.tables:
        from losslint.analysis import registries

        value = registries.of_instance(ev, instance, name, value)
    if is_own and (not value or _placeholder(value)):
        elsewhere = instances.from_methods(ev, instance, name, visited, skip)
        value = elsewhere or value
    value = union(value, weak)
    if value:
        return value
    return classes.of_class(ev, instance.cls, name, instance) or outside(ev, instance, name)


def _placeholder(value: Value) -> bool:
    return all(t in (const(None), Sequence(), Mapping()) for t, _ in value)


def _asks_module(getter: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "module" for node in walk(getter))


def outside(ev: Evaluator, instance: Instance, name: str) -> Value:
    """An attribute that the project's code never assigns."""
    record = options.field(ev, instance, name)
    if record:
        return record
    getter = classes.lookup(ev, instance.cls, "__getattr__")
    is_asked = name == "module" or (getter is not None and _asks_module(getter[0].node))
    held = containers.held_module(ev, instance) if is_asked else ()
    if held and name == "module":
        return held
    if held:  # it asks the module for what it has not itself
        return union(*(guarded(of(ev, thing, name, instance.cls.node, instance.cls.frame), g) for thing, g in held))
    if getter is not None:
        return just(Opaque(("attribute", instance, name), f"attribute {name} comes from __getattr__"))
    return classes.outside_bases(ev, instance, instance.cls, name)


# -- objects of library classes ---------------------------------------------------------------------------------------


def of_made(ev: Evaluator, made: Made, name: str, skip: Skip = ()) -> Value:
    return ev.ask(("attribute", made, name, skip), lambda: _of_made(ev, made, name, skip))


def stored_below(ev: Evaluator, made: Made, attribute: str, held: Thing) -> Thing:
    """The layers that an attribute holds, after `model.heads.head = …`."""
    for name in held.names if isinstance(held, Container) else ():
        if name is None or name not in ev.graph.stores:
            continue
        strong, weak = stores.stored_outside(ev, made, name, (), attribute)
        assert isinstance(held, Container)
        if strong or weak:
            held = containers.named(held, name, strong or union(containers.container_attribute(ev, held, name), weak))
    return held


def _of_made(ev: Evaluator, made: Made, name: str, skip: Skip) -> Value:
    declared = ev.knowledge.attribute(made.cls, name)
    if ev.knowledge.method(made.cls, name) is not None:
        return just(Bound(made, name))
    strong, weak = stores.stored_outside(ev, made, name, skip)
    if strong:
        return strong
    value: Value = ()
    if declared is not None:
        value = just(stored_below(ev, made, name, library.declared(ev, made, name, declared)))
    value = union(value, weak)
    if value:
        return value
    if name in containers.MODULE_METHODS:
        return just(Bound(made, name))
    if name == "value" and enumerations.are_written(ev):
        return just(made)  # a member of an enumeration: it has no such attribute itself
    return just(Opaque(("attribute", made, name), f"attribute {name} of {made.cls} is not known"))
