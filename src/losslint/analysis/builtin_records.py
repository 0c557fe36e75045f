"""Named tuples that a function makes: `namedtuple("Output", "scores features")`. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import binding, iteration
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import Const, Partial, Record, Sequence, Symbol, Value, const, just, nothing_known, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

RECORD = "losslint.record"


def named_tuple(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """namedtuple("N", "a b"), namedtuple("N", ["a", "b"]), NamedTuple("N", [("a", Tensor)]): what makes such tuples."""
    thunk = arguments.at(1) or arguments.keyword("field_names") or arguments.keyword("fields")
    names = _names(ev, thunk.compute()) if thunk is not None else None
    if names is None:
        return nothing_known("the fields of a named tuple are not known")
    fields, defaults = just(Sequence(tuple(just(const(name)) for name in names))), arguments.keyword("defaults")
    given = [binding.ready(fields), defaults or binding.ready(just(Sequence()))]
    return just(Partial(Symbol(RECORD), Arguments(tuple((thunk, False) for thunk in given))))


def _names(ev: Evaluator, fields: Value) -> list[str] | None:
    thing = only(fields)
    if isinstance(thing, Const) and isinstance(thing.value, str):
        return thing.value.replace(",", " ").split()
    found = []
    for value in thing.items if isinstance(thing, Sequence) and thing.closed else [nothing_known("no names")]:
        one = only(value)
        first = only(one.items[0]) if isinstance(one, Sequence) and one.closed and one.items else one
        if not isinstance(first, Const) or not isinstance(first.value, str):
            return None
        found.append(first.value)
    return found


def record(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """One named tuple: the fields, their defaults (of the last ones), then what the call passes."""
    names = _names(ev, argument(arguments, 0)) or []
    given, keywords, _, _ = binding.flatten(ev, arguments)
    defaults = iteration.elements_of(ev, only(argument(arguments, 1)) or Sequence()) or Sequence()
    last = dict(zip(reversed(names), reversed(defaults.items), strict=False)) if defaults.closed else {}
    bound: dict[str, Thunk] = {**dict(zip(names, given[2:], strict=False)), **keywords}
    missing = nothing_known("a field that no argument is known to fill")
    values = ((name, bound[name].compute() if name in bound else last.get(name, missing)) for name in names)
    return just(Record(tuple(values), positional=True))
