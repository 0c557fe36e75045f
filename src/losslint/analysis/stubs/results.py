"""The answers of probes as a stub's results: carried, passed through, several, named, an object. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis.things import (
    Instance,
    Made,
    Mapping,
    Record,
    Sequence,
    Thing,
    Value,
)
from losslint.forms import RANGES, Form, FormName
from losslint.knowledge.summary import Carries, Keeps, Named, Nothing, Result, Returns, Several

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

OPERAND = "T"
UNSAID = frozenset((FormName.UNKNOWN, FormName.LOSS))


def of_value(ev: Evaluator, value: Value) -> Result:
    """What all alternatives agree on."""
    found = [of_thing(ev, thing) for thing, _ in value]
    return found[0] if found and all(r == found[0] for r in found) else Nothing()


def of_thing(ev: Evaluator, thing: Thing) -> Result:
    match thing:
        case Form():
            return carried(thing)
        case Sequence() if thing.closed and thing.items:
            return Several(tuple(of_value(ev, v) for v in thing.items))
        case Mapping(rest=None) if thing.items and all(isinstance(k, str) and k.isidentifier() for k, _ in thing.items):
            return Named(tuple((str(k), of_value(ev, v)) for k, v in thing.items))
        case Record():
            return Named(tuple((k, of_value(ev, v)) for k, v in thing.items), thing.positional)
        case Instance():
            return Returns(f"{ev.project.module_name(thing.cls.frame.file)}.{thing.cls.node.name}")
        case Made():
            return Returns(thing.cls)
    return Nothing()


def carried(form: Form) -> Result:
    """A form that its name says all about; scaled and shifted ones it does not."""
    if form.part:
        return Carries(FormName.SIGMOID)
    plain = RANGES.get(form.name)
    if form.name in UNSAID or form.scaled or (plain is not None and (form.low, form.high) != plain):
        return Nothing()
    return Carries(form.name)


def merged(plain: Result, probed: dict[FormName, Result]) -> Result:
    """The result where nothing is known of the operand; what each probe gives back as it was passes through."""
    if probed and all(result == Carries(name) for name, result in probed.items()):
        return Keeps(OPERAND)
    match plain:
        case Several(items=items):
            return Several(tuple(merged(item, _part(probed, i)) for i, item in enumerate(items)))
        case Named(items=named, positional=positional):
            parts = tuple((k, merged(item, _part(probed, i))) for i, (k, item) in enumerate(named))
            return Named(parts, positional)
    return plain


def _part(probed: dict[FormName, Result], index: int) -> dict[FormName, Result]:
    """The same item of every probe's answer; nothing if an answer has another shape."""
    found: dict[FormName, Result] = {}
    for name, result in probed.items():
        items = result.items if isinstance(result, Several | Named) else ()
        if index >= len(items):
            return {}
        item = items[index]
        found[name] = item[1] if isinstance(item, tuple) else item
    return found


def says_something(result: Result) -> bool:
    match result:
        case Several(items=items):
            return any(says_something(item) for item in items)
        case Named(items=named):
            return any(says_something(item) for _, item in named)
    return not isinstance(result, Nothing)
