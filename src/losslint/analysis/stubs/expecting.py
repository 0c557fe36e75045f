"""What a loss of a library wants of the argument that it grades: read off the known losses that it ends in. Floor 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, classes, losses
from losslint.analysis.frames import Frame
from losslint.analysis.stubs.probing import Callable, Probe, frame_of
from losslint.analysis.things import Value
from losslint.forms import Expectation, Form, FormName
from losslint.guards import Guards
from losslint.record import dataclass

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

DEPTH = 5  # calls from the loss down to the one that is known
LOSS = "torch.nn.modules.loss._Loss"
THROUGH = {  # what the loss applies itself, and what its known loss wants: what that makes it want
    (FormName.LOG_SOFTMAX, Expectation.LOG_PROBABILITY): Expectation.CLASS_LOGITS,
    (FormName.LOG_SOFTMAX, Expectation.LOG_DISTRIBUTION): Expectation.CLASS_LOGITS,
    (FormName.SOFTMAX, Expectation.CLASS_PROBABILITY): Expectation.CLASS_LOGITS,
    (FormName.SOFTMAX, Expectation.PROBABILITY): Expectation.CLASS_LOGITS,
    (FormName.SIGMOID, Expectation.PROBABILITY): Expectation.BINARY_LOGITS,
}
APPLIED = {
    FormName.SIGMOID: Expectation.BINARY_LOGITS,
    FormName.LOG_SIGMOID: Expectation.BINARY_LOGITS,
    FormName.SOFTMAX: Expectation.CLASS_LOGITS,
    FormName.LOG_SOFTMAX: Expectation.CLASS_LOGITS,
}


@dataclass(frozen=True)
class Graded:
    """The parameter that is graded, what is wanted of it, and the parameter that it is graded against."""

    parameter: str
    expects: Expectation
    target: str | None


def graded(ev: Evaluator, target: Callable, options: dict[str, object]) -> Graded | None:
    """What a call of this loss grades; None if it is no loss that can be told."""
    names = [a.arg for a in target.parameters]
    for name in names:
        wanted = wants(ev, target, name, options)
        if wanted is not None:
            return Graded(name, wanted, against(ev, target, name, options))
    if target.cls is not None and _is_loss(ev, target) and len(names) > 1:
        return Graded(names[0], applied(ev, target, names[0], options), names[1])
    return None


def wants(ev: Evaluator, target: Callable, name: str, options: dict[str, object]) -> Expectation | None:
    """What the known losses that this parameter reaches make of it; None if it reaches none."""
    found: set[Expectation] = set()
    as_logits = dict(enumerate(known_losses(ev, target, Probe(name, FormName.LOGITS, options))))
    as_softmax = dict(enumerate(known_losses(ev, target, Probe(name, FormName.SOFTMAX, options))))
    for index, (known, _) in as_logits.items():
        first = _form(known.output.compute())
        second = _form(as_softmax[index][0].output.compute()) if index in as_softmax else None
        if first is None or second is None or first == second:
            continue  # it does not hang on this parameter
        if first.name is FormName.LOGITS and second.name is FormName.SOFTMAX:
            found.add(known.loss.expects)
        elif through := THROUGH.get((first.name, known.loss.expects)):
            found.add(through)
    if not found:
        return None
    return found.pop() if len(found) == 1 else Expectation.UNKNOWN


def against(ev: Evaluator, target: Callable, graded: str, options: dict[str, object]) -> str | None:
    """The parameter whose form is that of a known loss's target, else the one behind the graded."""
    others = [a.arg for a in target.parameters if a.arg != graded]
    for name in others:
        for known, _ in known_losses(ev, target, Probe(name, FormName.SIGMOID, options)):
            form = _form(known.target.compute()) if known.target is not None else None
            if form is not None and form.name is FormName.SIGMOID:
                return name
    return others[0] if others else None


def applied(ev: Evaluator, target: Callable, name: str, options: dict[str, object]) -> Expectation:
    """A loss by hand: what the activation that it applies to the parameter says."""
    ev.root()
    found: set[Expectation] = set()
    for frame in frames(ev, frame_of(ev, target, Probe(name, FormName.LOGITS, options))):
        for call, (conditions, loops) in ev.scope(frame.node).calls.items():
            if ev.conditions(conditions, loops, frame) is None:
                continue
            for thing, _ in ev.value(call, ev.adjust(frame, loops, loops)):
                if isinstance(thing, Form) and thing.name in APPLIED:
                    found.add(APPLIED[thing.name])
    return found.pop() if len(found) == 1 else Expectation.UNKNOWN


def conditions_on(ev: Evaluator, target: Callable, probe: Probe) -> list[Guards]:
    """The conditions that decide which known loss is reached with what."""
    found = []
    for known, guards in known_losses(ev, target, probe):
        found.append(guards)
        found += [under for _, under in known.output.compute()]
    return found


def known_losses(ev: Evaluator, target: Callable, probe: Probe) -> list[tuple[losses.Graded, Guards]]:
    """The calls of known losses in one call of the target, in the order of the source."""
    ev.root()
    found = []
    for frame in frames(ev, frame_of(ev, target, probe)):
        for call, (conditions, loops) in ev.scope(frame.node).calls.items():
            path = ev.conditions(conditions, loops, frame)
            if path is None:
                continue
            inner = ev.adjust(frame, loops, loops)
            for thing, guards in ev.value(call.func, inner):
                known = losses.known_loss(ev, thing)
                bound = losses.graded(ev, known, binding.arguments_of(ev, call, inner), "") if known else None
                if bound is not None:
                    found.append((bound, path | guards))
    return found


def frames(ev: Evaluator, frame: Frame, depth: int = 0) -> Iterator[Frame]:
    """The frame and those of the package's own functions that it calls."""
    yield frame
    if depth >= DEPTH:
        return
    for call, (conditions, loops) in ev.scope(frame.node).calls.items():
        if ev.conditions(conditions, loops, frame) is None:
            continue
        inner = ev.adjust(frame, loops, loops)
        for thing, _ in ev.value(call.func, inner):
            reached = classes.run_by(ev, thing)
            if reached is not None and inner.nested_in(reached[0].node) < 1:
                function, receiver = reached
                arguments = binding.arguments_of(ev, call, inner)
                below = ev.bound_frame(function, arguments, (call, inner, ""), receiver, function.owner)
                yield from frames(ev, below, depth + 1)


def _form(value: Value) -> Form | None:
    forms = [thing for thing, _ in value if isinstance(thing, Form)]
    return forms[0] if len(forms) == len(value) and len({f.name for f in forms}) == 1 else None


def _is_loss(ev: Evaluator, target: Callable) -> bool:
    assert target.cls is not None
    return any(ev.knowledge.is_subclass(base, LOSS) for base in classes.library_bases(ev, target.cls))
