"""What `**options` passes: known keys, and what is not known of the others. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import configuration, options
from losslint.analysis.things import Bound, Mapping, Opaque, Thing, Value, guarded, just, union
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.guards import Guards


@dataclass(slots=True)
class Stated:
    """`items` by name; `open`: there may be others; `vague`: nothing says that there are none by default."""

    items: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    vague: bool = False
    lacking: dict[str, list[Guards]] = field(default_factory=dict)  # the guards of alternatives without the key


def of(ev: Evaluator, value: Value) -> Stated:
    """All alternatives of the dict together."""
    each = [(_of_thing(ev, thing), guards) for thing, guards in value]
    if len(each) == 1:
        return each[0][0]
    result = Stated(open=any(s.open for s, _ in each), vague=not each or any(s.vague for s, _ in each))
    for name in dict.fromkeys(n for s, _ in each for n in s.items):
        result.items[name] = union(*(guarded(s.items[name], g) for s, g in each if name in s.items))
        missing = [g for s, g in each if name not in s.items]
        if missing:
            result.lacking[name] = missing
    return result


def _of_thing(ev: Evaluator, thing: Thing) -> Stated:
    match thing:
        case Mapping(items=items, rest=rest):
            vague = rest is not None and not all(isinstance(t, Opaque) for t, _ in rest)
            return Stated({str(k): v for k, v in items}, rest is not None, vague)
        case Bound(receiver=Opaque(origin=tuple()) as parsed, name="__dict__"):
            names = sorted(options.declared(ev))
            return Stated({name: just(options.attribute(ev, parsed, name)) for name in names}, open=True)
        case Opaque() if (data := configuration.data_of(thing)) is not None and data.keys:
            return Stated({str(k): just(options.item(thing, k)) for k in data.keys}, open=True)
        case Opaque(subject=("parameter", *_)):
            return Stated(open=True)  # nobody passes anything
    return Stated(open=True, vague=True)
