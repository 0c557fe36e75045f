"""Which alternatives of a callee can be called with these arguments at all. Floor 3.

A name that only the run knows may stand for every function and class of a module; most of them would raise a TypeError.
Only what the signature says for certain is used: a keyword that is not taken, too many arguments, one that is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import binding, classes, configuration, stars
from losslint.analysis.frames import Arguments
from losslint.analysis.scope import FunctionNode
from losslint.analysis.things import (
    Class,
    Const,
    Function,
    Instance,
    Mapping,
    Method,
    Opaque,
    Sequence,
    Thing,
    Value,
)

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def fitting(ev: Evaluator, callee: Value, arguments: Arguments) -> Value:
    """The alternatives that take these arguments; all of them if none does."""
    if len(callee) < 2:
        return callee
    return tuple(a for a in callee if fits(ev, a.thing, arguments)) or callee


def fits(ev: Evaluator, thing: Thing, arguments: Arguments) -> bool:
    match thing:
        case Const() | Sequence() | Mapping():
            return False
        case Opaque():
            return configuration.data_of(thing) is None  # what a file says is text, numbers, lists and dicts
        case Function(node=node):
            return _takes(ev, node, arguments, 0)
        case Method(function=function):
            return _takes(ev, function.node, arguments, 1)
        case Class():
            method = classes.lookup(ev, thing, "__init__")
            return method is None or _takes(ev, method[0].node, arguments, 1)
        case Instance():
            called = classes.call_method(ev, thing)
            return not isinstance(called, Method) or _takes(ev, called.function.node, arguments, 1)
    return True


def _takes(ev: Evaluator, node: FunctionNode, arguments: Arguments, bound: int) -> bool:
    args = node.args
    positional = [a.arg for a in (*args.posonlyargs, *args.args)][bound:]
    named = {*positional[max(0, len(args.posonlyargs) - bound) :], *(a.arg for a in args.kwonlyargs)}
    known, keywords, open_positional, open_keywords = binding.flatten(ev, arguments)
    given = set(keywords)
    lacking = {key for double in arguments.double_stars for key in stars.of(ev, double.compute()).lacking}
    if args.kwarg is None and not given - lacking <= named:
        return False
    if open_positional or open_keywords:
        return True
    count = len(known)
    if count > len(positional) and args.vararg is None:
        return False
    missing = [n for n in (*positional[count:], *(a.arg for a in args.kwonlyargs)) if n not in given]
    return all(binding.default_of(node, name) is not None for name in missing)
