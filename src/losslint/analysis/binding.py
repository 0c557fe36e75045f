"""Arguments to parameters: `f(a, *b, k=c, **d)` against `def f(x, *y, k, **z)`. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds, stars
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.scope import FunctionNode
from losslint.analysis.things import Mapping, Opaque, Sequence, Thing, Value, const, guarded, just, union
from losslint.guards import ALWAYS, Guards
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


UNKNOWN_STAR = "from a star argument"


@dataclass(slots=True)
class Binding:
    """What each parameter is bound to; the flags tell that a star argument of unknown content may bind more."""

    receiver: Thing | None
    bound: dict[str, Thunk] = field(default_factory=dict)
    open_positional: bool = False
    open_keywords: bool = False
    vague: bool = False  # nothing says what the star argument binds, not even that nothing does
    lacking: dict[str, list[Guards]] = field(default_factory=dict)  # where a double star argument does not bind it


def arguments_of(ev: Evaluator, node: ast.Call, frame: Frame) -> Arguments:
    """The arguments of a call, unevaluated."""
    known = ev.arguments.get((node, frame))
    if known is None:
        positional = tuple([_positional(ev, argument, frame) for argument in node.args])
        keywords = tuple([(k.arg, thunk(ev, k.value, frame)) for k in node.keywords if k.arg is not None])
        doubles = tuple([thunk(ev, k.value, frame) for k in node.keywords if k.arg is None])
        known = ev.arguments[node, frame] = Arguments(positional, keywords, doubles)
    return known


def _positional(ev: Evaluator, argument: ast.expr, frame: Frame) -> tuple[Thunk, bool]:
    """The argument, and whether a star stands before it."""
    if isinstance(argument, ast.Starred):
        return thunk(ev, argument.value, frame), True
    return thunk(ev, argument, frame), False


def thunk(ev: Evaluator, expr: ast.expr, frame: Frame) -> Thunk:
    return Thunk(lambda: ev.value(expr, frame), expr, frame)


def ready(value: Value) -> Thunk:
    return Thunk(lambda: value)


def flatten(ev: Evaluator, arguments: Arguments) -> tuple[list[Thunk], dict[str, Thunk], bool, bool]:
    """Positional arguments with known stars expanded, keywords with known double stars, and the two open flags."""
    positional: list[Thunk] = []
    open_positional = open_keywords = False
    for argument, starred in arguments.positional:
        if not starred:
            positional.append(argument)
            continue
        given, open_positional = starred_arguments(ev, argument.compute())
        positional += given
        if open_positional:
            break
    keywords = dict(arguments.keywords)
    for double in arguments.double_stars:
        stated = stars.of(ev, double.compute())
        for key, value in stated.items.items():
            keywords.setdefault(key, ready(value))
        open_keywords |= stated.open
    return positional, keywords, open_positional, open_keywords


def starred_arguments(ev: Evaluator, value: Value) -> tuple[list[Thunk], bool]:
    """What `*value` passes by position, as far as every list that it may be reaches; whether there may be more."""
    from losslint.analysis import iteration

    each = [(iteration.elements_of(ev, thing), guards) for thing, guards in value]
    lengths = {len(s.items) if s.closed else -1 for s, _ in each if s is not None}
    count = min((n for n in lengths if n >= 0), default=0)
    if count > bounds.EXPANSION or -1 in lengths:
        return [], True
    under = len(each) > 1
    given = [
        ready(
            union(*(guarded(s.items[i] if s else just_unknown(UNKNOWN_STAR), g if under else ALWAYS) for s, g in each))
        )
        for i in range(count)
    ]
    return given, len(lengths) != 1 or any(s is None for s, _ in each)


def bind(ev: Evaluator, node: FunctionNode, arguments: Arguments, receiver: Thing | None) -> Binding:
    """Bind the arguments of one call; `receiver` takes the first parameter. It is asked for each parameter: kept where no star
    argument leaves anything to be found out."""
    key = arguments, node, id(receiver)  # which the binding keeps alive: to hash it takes longer than to bind
    known = ev.bindings.get(key)
    if known is None:
        known = _bound(ev, node, arguments, receiver)
        if not arguments.double_stars and not any(starred for _, starred in arguments.positional):
            ev.bindings[key] = known
    return known


def _bound(ev: Evaluator, node: FunctionNode, arguments: Arguments, receiver: Thing | None) -> Binding:
    positional, keywords, open_positional, open_keywords = flatten(ev, arguments)
    if receiver is not None:
        positional.insert(0, ready(just(receiver)))
    binding = Binding(receiver, open_positional=open_positional, open_keywords=open_keywords)
    for double in arguments.double_stars:
        stated = stars.of(ev, double.compute())
        binding.vague |= stated.vague
        binding.lacking |= {k: v for k, v in stated.lacking.items() if arguments.keyword(k) is None}
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    for name, value in zip(names, positional, strict=False):
        binding.bound[name] = value
    if node.args.vararg is not None:
        rest = positional[len(names) :]
        middle = just_unknown(UNKNOWN_STAR) if open_positional else None
        binding.bound[node.args.vararg.arg] = Thunk(lambda: just(Sequence(tuple(t.compute() for t in rest), middle)))
    accepted = {*names, *(a.arg for a in node.args.kwonlyargs)}
    extra = {k: v for k, v in keywords.items() if k not in accepted}
    for name, value in keywords.items():
        if name in accepted:
            binding.bound.setdefault(name, value)
    if node.args.kwarg is not None:
        because = "from a double star argument"
        subject = ("double star", node, node.args.kwarg.arg)
        remaining = (
            None if not open_keywords else just_unknown(because) if binding.vague else just(Opaque(subject, because))
        )
        binding.bound[node.args.kwarg.arg] = Thunk(
            lambda: just(Mapping(tuple((k, v.compute()) for k, v in extra.items()), remaining))
        )
    return binding


def default_of(node: FunctionNode, name: str) -> ast.expr | None:
    positional = [*node.args.posonlyargs, *node.args.args]
    defaults = node.args.defaults
    for arg, default in zip(positional[len(positional) - len(defaults) :], defaults, strict=True):
        if arg.arg == name:
            return default
    for arg, kw_default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if arg.arg == name:
            return kw_default
    return None


def just_unknown(because: str) -> Value:
    from losslint.analysis.things import nothing_known

    return nothing_known(because)


__all__ = ["Binding", "arguments_of", "bind", "const", "default_of", "flatten", "ready", "thunk"]
