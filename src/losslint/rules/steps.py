"""What is wrong with a training step. Floor 4.

In: a `Step`; out: findings. A page with `reads = "step"` names one of the questions below as its `predicate`; the answer is
a list of `Found`s (`found.py`), each with its place, its words and its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from losslint.diagnostic import Diagnostic, Severity
from losslint.forms import Expectation
from losslint.observation import Cut, Ending, Event, EventKind, Gradient, Leftover, LeftoverKind, Step
from losslint.place import Place, Trail
from losslint.place import Step as TrailStep
from losslint.rules.catalogue import Reads, rules_reading
from losslint.rules.found import Found, diagnostic

Question = Callable[[Step], Iterable[Found]]


def findings(step: Step) -> Iterator[Diagnostic]:
    """All findings about one step."""
    for rule in rules_reading(Reads.STEP):
        for found in QUESTIONS[rule.predicate or ""](step):
            yield diagnostic(rule, found)


# -- facts -------------------------------------------------------------------------------------------------------------

SAID = {
    Ending.DETACHED: "detached here",
    Ending.NUMBER: "turned into a number here",
    Ending.REBUILT: "copied into a new tensor here",
    Ending.NO_GRAD: "computed without gradients from here",
    Ending.HARD: "a step function: no gradient",
    Ending.FLAT: "a step function: its gradient is 0",
    Ending.METRIC: "counted here: no gradient",
}


def trail_of(cuts: Iterable[Cut]) -> Trail:
    return tuple(TrailStep(cut.place, f"{cut.what}: {SAID[cut.ending]}") for cut in cuts)


def ends(gradient: Gradient, *endings: Ending) -> tuple[Cut, ...]:
    """The cuts of these kinds, if the gradient certainly ends and was not declared anew."""
    if gradient.flows or gradient.relabelled is not None:
        return ()
    return tuple(cut for cut in gradient.cuts if cut.ending in endings)


STEPS = (Ending.HARD, Ending.FLAT)
SYMMETRIC = (Expectation.ANY, Expectation.UNKNOWN, Expectation.EMBEDDING, Expectation.DISTANCE)
"""What losses expect whose arguments may change places: the network's output may be the other one."""


def only_cuts(cuts: Iterable[Cut], *endings: Ending) -> bool:
    return all(cut.ending in endings for cut in cuts)


# -- questions ---------------------------------------------------------------------------------------------------------


def detached(step: Step) -> Iterator[Found]:
    """Nothing of what is backpropagated is connected to a parameter any more."""
    for backward in step.backwards:
        cuts = ends(backward.gradient, Ending.DETACHED, Ending.NUMBER, Ending.REBUILT, Ending.NO_GRAD)
        if cuts:
            yield Found(backward.place, cuts[0].ending, {"what": cuts[0].what}, trail_of(cuts), guards=backward.guards)


def hardened(step: Step) -> Iterator[Found]:
    """A loss grades a step function of the network's output: nothing flows back from it. It is told at the step function."""
    seen: set[Place] = set()
    for backward in step.backwards:
        if backward.gradient.relabelled is not None:
            continue  # that says it
        for term in backward.terms:
            cuts = ends(term.gradient, *STEPS)
            if not cuts and term.graded is not None and term.loss is not None and term.loss.expects not in SYMMETRIC:
                cuts = ends(term.graded, *STEPS)
            if not cuts or not (term.spelled or len(backward.terms) == 1) or only_cuts(cuts, Ending.METRIC):
                continue
            flat = all(cut.ending is Ending.FLAT for cut in cuts)
            alone = len(backward.terms) == 1
            case = "flat" if flat else "alone" if alone else "default"
            name = term.spelled or "what is sent back"
            trail = (
                *trail_of(cuts[1:]),
                TrailStep(term.place, "graded here"),
                TrailStep(backward.place, "sent back here"),
            )
            if cuts[0].place not in seen:
                seen.add(cuts[0].place)
                words = {"loss": name, "what": cuts[0].what}
                yield Found(cuts[0].place, case, words, trail, guards=backward.guards)


def counted(step: Step) -> Iterator[Found]:
    """A metric is sent back."""
    for backward in step.backwards:
        for gradient in (backward.gradient, *(term.gradient for term in backward.terms)):
            cuts = () if gradient.flows else tuple(cut for cut in gradient.cuts if cut.ending is Ending.METRIC)
            if cuts:
                yield Found(backward.place, words={"what": cuts[0].what}, trail=trail_of(cuts), guards=backward.guards)
                break


def relabelled(step: Step) -> Iterator[Found]:
    """A value that was cut off is declared to require a gradient, and sent back: it reaches itself alone."""
    for backward in step.backwards:
        again = backward.gradient.relabelled
        if again is None or backward.given or "grad" in step.words:
            continue
        if not any(cut.ending is Ending.METRIC for cut in backward.gradient.cuts):
            cuts = [cut for cut in backward.gradient.cuts if cut.place != again.place]
            trail = (*trail_of(cuts), TrailStep(again.place, "declared to require a gradient here"))
            what = backward.gradient.cuts[0].what
            yield Found(backward.place, words={"what": what, "again": again.what}, trail=trail, guards=backward.guards)


def not_scalar(step: Step) -> Iterator[Found]:
    """One value for each sample is sent back, and no gradient is handed in."""
    for backward in step.backwards:
        for term in backward.terms:
            if term.loss is not None and term.loss.reduction == "none" and not term.reduced and not backward.given:
                trail = (*term.loss.trail, TrailStep(term.place, "one value for each sample"))
                yield Found(backward.place, words={"loss": term.spelled}, trail=trail, guards=backward.guards)
                break


def dropped(step: Step) -> Iterator[Found]:
    """A loss is computed in a training step, and nobody reads it."""
    for left in of_leftovers(step, LeftoverKind.DROPPED):
        hidden = (TrailStep(left.again, f"{left.name} is assigned anew here"),) if left.again else ()
        trail = (*hidden, TrailStep(left.sent, "sent back beside it"))
        yield Found(left.place, words={"name": left.name, "loss": left.spelled}, trail=trail)


def kept_in_total(step: Step) -> Iterator[Found]:
    """A total takes every step's loss with its graph."""
    for left in of_leftovers(step, LeftoverKind.TOTAL):
        sent = TrailStep(left.sent, "sent back here: it has a graph")
        yield Found(left.place, words={"name": left.name, "loss": left.spelled}, trail=(sent,))


def of_leftovers(step: Step, kind: LeftoverKind) -> list[Leftover]:
    return [left for left in step.leftovers if left.kind is kind]


def unseen_module(step: Step) -> Iterator[Found]:
    """A module was put in after the optimiser was built."""
    for new in step.replaced:
        trail = (
            TrailStep(new.built, f"{new.optimiser} gets the old parameters here"),
            TrailStep(new.steps, f"{new.optimiser} steps here"),
        )
        yield Found(new.place, "part" if new.part else "default", {"name": new.name, "optimiser": new.optimiser}, trail)


def maximised(step: Step) -> Iterator[Found]:
    """The parameters are moved up the loss."""
    for ascent in step.ascents:
        said = "the optimiser steps here" if ascent.case == "default" else "the loss is sent back here"
        yield Found(ascent.place, ascent.case, {"loss": ascent.loss}, (TrailStep(ascent.other, said),))


def only_reported(step: Step) -> Iterator[Found]:
    """An optimiser steps, a loss is computed beside it, and nothing sends the loss back."""
    if step.words & (GRADIENTS - CLEARING) or any(
        event.kind in (EventKind.BACKWARD, EventKind.UNKNOWN) for event in step.events
    ):
        return
    for update in of_kind(step, EventKind.UPDATE):
        beside = [loss for loss in of_kind(step, EventKind.LOSS) if loss.loops[: len(update.loops)] == update.loops]
        if update.certain and beside and not any(loss.escapes for loss in of_kind(step, EventKind.LOSS)):
            losses = tuple(TrailStep(loss.place, f"{loss.spelled} is computed here") for loss in beside)
            yield Found(
                update.place, words={"step": update.spelled, "loss": beside[0].spelled}, trail=(*losses, *update.made)
            )


def cleared_before_step(step: Step) -> Iterator[Found]:
    """The gradients that an optimiser should use are thrown away, not there yet, or never thrown away."""
    if not step.events:
        return
    for position, update in enumerate(step.events):
        if update.kind is EventKind.UPDATE:
            found = emptied(step, position) or early(step, position) or piled_up(step, update)
            if found is not None:
                yield found


def emptied(step: Step, position: int) -> Found | None:
    """Between `zero_grad` and `step` nothing adds a gradient, and nobody sets one by hand."""
    if "grad" in step.words:
        return None
    update = step.events[position]
    for event in reversed(step.events[:position]):
        if event.kind in (EventKind.BACKWARD, EventKind.UNKNOWN):
            return None
        if event.subject != update.subject or event.kind not in (EventKind.UPDATE, EventKind.CLEAR):
            continue
        lost = lost_by(step, event, update) if event.kind is EventKind.CLEAR else None
        if lost is None:
            return None
        trail = (
            TrailStep(lost.place, "gradients are computed here"),
            TrailStep(event.place, "they are cleared here"),
        )
        return Found(update.place, "default", {"step": update.spelled, "clear": event.spelled}, trail)
    return None


def lost_by(step: Step, clear: Event, update: Event) -> Event | None:
    """The backward whose gradients never reach the update: before the clearing, or anywhere in the loop around both."""
    if clear.loops != update.loops or not clear.conditions <= update.conditions:
        return None
    sent = [e for e in step.events if e.kind is EventKind.BACKWARD and e.loops[: len(update.loops)] == update.loops]
    if not update.loops:
        sent = [e for e in sent if step.events.index(e) < step.events.index(clear)]
    return sent[0] if sent else None


def early(step: Step, position: int) -> Found | None:
    """The loss is computed, then the optimiser steps, then the loss is sent back."""
    update = step.events[position]
    before, after = step.events[:position], step.events[position + 1 :]
    same = [e for e in before if e.loops == update.loops and e.conditions == update.conditions and update.loops]
    late = [
        e
        for e in after
        if e.kind is EventKind.BACKWARD and e.loops == update.loops and e.conditions == update.conditions
    ]
    unclear = (EventKind.BACKWARD, EventKind.UNKNOWN)
    if not late or any(e.kind in unclear for e in before) or not any(e.kind is EventKind.LOSS for e in same):
        return None
    trail = (TrailStep(late[0].place, "gradients are computed here, behind it"),)
    return Found(update.place, "early", {"step": update.spelled}, trail, Severity.WARNING)


def piled_up(step: Step, update: Event) -> Found | None:
    """No call clears the gradients of this loop."""
    sent = [
        b for b in of_kind(step, EventKind.BACKWARD) if b.loops == update.loops and b.conditions <= update.conditions
    ]
    told = step.words & (GRADIENTS - {"backward"})
    if not update.certain or not update.loops or not sent or told or of_kind(step, EventKind.UNKNOWN):
        return None
    if of_kind(step, EventKind.CLEAR):
        return None
    trail = (TrailStep(sent[0].place, "gradients are added up here"), *update.made)
    return Found(update.place, "piled-up", {"step": update.spelled}, trail, Severity.ADVICE)


def of_kind(step: Step, kind: EventKind) -> list[Event]:
    return [event for event in step.events if event.kind is kind]


GRADIENTS = frozenset(
    "backward manual_backward grad _grad autograd functorch vjp jvp zero_grad zero_ closure hook".split()
)
"""Words after which gradients may be handled in ways that no event shows."""

CLEARING = frozenset(("zero_grad", "zero_"))

QUESTIONS: dict[str, Question] = {
    question.__name__: question
    for question in (
        detached,
        hardened,
        counted,
        relabelled,
        not_scalar,
        dropped,
        kept_in_total,
        unseen_module,
        maximised,
        only_reported,
        cleared_before_step,
    )
}
