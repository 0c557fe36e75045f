"""A function or class of a library, called as anybody may call it. Floor 3.

Options are things with an identity, so that what depends on them shows in the guards; tensors are unknown, but for the one
that a probe gives a form.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from losslint.analysis import binding, calls, classes
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.scope import FunctionNode
from losslint.analysis.things import (
    Class,
    Const,
    Function,
    Instance,
    Opaque,
    Thing,
    Value,
    const,
    just,
    nothing_known,
    only,
)
from losslint.forms import Form, FormName, form, unknown
from losslint.guards import Guards
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

VARIANTS = 8  # combinations of options that are told apart
PROBES = (FormName.LOGITS, FormName.SOFTMAX, FormName.SIGMOID)


@dataclass(frozen=True)
class Callable:
    """A function, or the `forward` of a class with its constructor."""

    function: Function
    owner: Class | None = None  # the class whose body `forward` stands in
    cls: Class | None = None
    constructor: Function | None = None

    @property
    def parameters(self) -> list[ast.arg]:
        """Those that a caller binds."""
        args = self.function.node.args
        return [*args.posonlyargs, *args.args, *args.kwonlyargs][0 if self.cls is None else 1 :]


@dataclass(frozen=True)
class Probe:
    """The parameter that is given a form (none: all are unknown), and the options that are fixed."""

    parameter: str = ""
    form: FormName = FormName.UNKNOWN
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        return ("probe", self.parameter, self.form, tuple((k, const(v)) for k, v in self.options.items()))


def callable_of(ev: Evaluator, thing: Thing) -> Callable | None:
    """The thing as something that can be probed; None for a class without a `forward` of its own package."""
    if isinstance(thing, Function) and not isinstance(thing.node, ast.Lambda):
        return Callable(thing)
    if not isinstance(thing, Class):
        return None
    method = classes.lookup(ev, thing, "forward")
    made = classes.lookup(ev, thing, "__init__")
    return Callable(method[0], method[1], thing, made[0] if made else None) if method else None


def frame_of(ev: Evaluator, target: Callable, probe: Probe) -> Frame:
    """The frame of one call."""
    node, frame = target.function.node, target.function.frame
    receiver = instance_of(ev, target, probe) if target.cls is not None else None
    arguments = arguments_for(ev, target.function, probe, skip=receiver is not None, is_method=target.cls is not None)
    return ev.bound_frame(target.function, arguments, (node, frame, probe.key), receiver, target.owner)


def instance_of(ev: Evaluator, target: Callable, probe: Probe) -> Instance:
    assert target.cls is not None
    made = target.constructor
    arguments = arguments_for(ev, made, probe, skip=True, is_method=False) if made is not None else Arguments()
    around = ev.module_frame(target.cls.frame.file) or target.cls.frame
    return Instance(target.cls, (target.cls.node, around, probe.key), arguments)


def arguments_for(ev: Evaluator, function: Function, probe: Probe, *, skip: bool, is_method: bool) -> Arguments:
    """Every parameter by name, and stars of which nothing is known. `forward`'s own are tensors unless they have a constant
    for a default."""
    args = function.node.args
    named = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)][1 if skip else 0 :]
    positional = [a.arg for a in args.posonlyargs][1 if skip else 0 :]
    thunks = {name: _thunk(value(ev, function, name, probe)) for name in named}
    stars = ((_thunk(nothing_known("a star argument")), True),) if args.vararg is not None else ()
    doubles = (_thunk(nothing_known("a double star argument")),) if args.kwarg is not None else ()
    return Arguments(
        (*((thunks[n], False) for n in positional), *stars),
        tuple((n, t) for n, t in thunks.items() if n not in positional),
        doubles,
    )


def _thunk(given: Value) -> Thunk:
    return Thunk(lambda: given)


def value(ev: Evaluator, function: Function, name: str, probe: Probe) -> Value:
    """What a parameter is bound to in a probe."""
    if name in probe.options:
        return just(const(probe.options[name]))
    if name == probe.parameter and probe.form is not FormName.UNKNOWN:
        return just(form(probe.form))
    default = binding.default_of(function.node, name)
    if default is None:
        return just(unknown(f"parameter {name}"))
    stated = ev.value(default, function.frame)
    thing = only(stated)
    if not isinstance(thing, Const):
        return stated
    return just(Opaque(("parameter", function.node, name), f"parameter {name}", thing))


def returned(ev: Evaluator, target: Callable, probe: Probe) -> Value:
    ev.root()
    return calls.returned(ev, frame_of(ev, target, probe))


# -- options --------------------------------------------------------------------------------------------------------


def variants(target: Callable, guards: list[Guards]) -> list[dict[str, object]]:
    """The constants of the options that these guards hang on, combined; one empty variant if there are none or too many."""
    choices: dict[str, list[object]] = {}
    nodes: list[FunctionNode] = [target.function.node, *([target.constructor.node] if target.constructor else [])]
    for under in guards:
        compared = {guard.subject for guard in under}
        for guard in under:
            option = _option(guard.subject, nodes)
            if option is None:
                continue
            name, is_truth = option
            if is_truth and isinstance(guard.subject, tuple) and guard.subject[1] in compared:
                continue  # that follows from what it is compared with
            known = choices.setdefault(name, [])
            more = (True, False) if is_truth else tuple(guard.values)
            known.extend(v for v in more if not any(v == k and type(v) is type(k) for k in known))
    for name, known in choices.items():
        default = _default(nodes, name)
        if default is not None and not any(default.value == k and type(default.value) is type(k) for k in known):
            known.append(default.value)
    combined = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
    if len(combined) > VARIANTS:
        stated = {name: _default(nodes, name) for name in choices}
        return [{name: default.value for name, default in stated.items() if default is not None}]
    return combined


def _option(subject: object, nodes: list[FunctionNode]) -> tuple[str, bool] | None:
    """The parameter that a guard's subject is, and whether its truth is asked."""
    match subject:
        case ("truth", inner):
            found = _option(inner, nodes)
            return (found[0], True) if found else None
        case ("parameter", node, str(name)) if any(node is n for n in nodes):
            return name, False
    return None


def _default(nodes: list[FunctionNode], name: str) -> Const | None:
    for node in nodes:
        default = binding.default_of(node, name)
        if isinstance(default, ast.Constant):
            return const(default.value if default.value is not ... else None)
    return None


def forms_in(value: Value) -> Iterator[Form]:
    for thing, _ in value:
        if isinstance(thing, Form):
            yield thing
