"""The rules that only a run can show (LL7xx), and what the shapes and values of a run prove of a target. Floor 4.

In: a `LiveSite` or a whole `Trajectory`; out: findings. A page with `reads = "live"` names one of the questions below as its
`predicate`. A number is believed after `ENOUGH` calls agree; none of these rules says anything of a single call, except of
what is broken for good (a nan).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from losslint.diagnostic import Diagnostic, Severity
from losslint.forms import Expectation, FormName
from losslint.loss_site import LossCall
from losslint.rules import floors, live_targets
from losslint.rules.catalogue import Reads, rules_reading
from losslint.rules.found import Found, diagnostic
from losslint.rules.messages import loss_name
from losslint.trajectory import LiveSite, Sample, Trajectory

ENOUGH = 3  # calls that agree
SPREAD = 5  # where the first calls alone may be special: a weight that is raised, a layer that joins later
NEAR_FLOOR = 0.03  # how far above the floor, as a share of it, a loss stands on it
SATURATED = 0.9  # the share of outputs that makes an output saturated
FALLEN, RISEN = 0.8, 1.2  # of what it was: when a training loss fell and a held-out loss rose
HELD_OUT = 6  # samples of a held-out loss from which on its course is told

_SQUEEZED = frozenset({"LL101", "LL102", "LL106", "LL107", "LL110"})  # rules whose mismatch leaves the loss a floor
_GIVEN = frozenset({"LL111", "LL118"})  # rules that already say why a loss is constant
_OUTCLASSED = frozenset({"weight", "pos_weight"})

Question = Callable[[LiveSite, Sequence[Diagnostic]], Iterator[Found]]


def of_site(site: LiveSite, pairs: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What the numbers of one loss call show; `pairs` are the findings about its pairs."""
    asked = [
        (rule, QUESTIONS[rule.predicate or ""]) for rule in rules_reading(Reads.LIVE) if rule.predicate in QUESTIONS
    ]
    found = [diagnostic(rule, each) for rule, question in asked for each in question(site, pairs)] if site.calls else []
    return [*found, *live_targets.findings(site)]


def of_run(seen: Trajectory) -> list[Diagnostic]:
    """What the whole run shows."""
    rules = {rule.predicate: rule for rule in rules_reading(Reads.LIVE)}
    found = [("untouched", each) for each in untouched(seen)] + [
        ("held_out_rises", each) for each in held_out_rises(seen)
    ]
    return [diagnostic(rules[name], each) for name, each in found if name in rules]


# Facts


def learning(site: LiveSite) -> list[Sample]:
    """The samples from which the program may learn, in order."""
    return [sample for sample in site.samples if sample.learning and sample.raised is None]


def plain(site: LiveSite) -> bool:
    """Is the value the plain mean of the loss, with nothing weighted or smoothed?"""
    options = dict(site.options)
    weighted = _OUTCLASSED & options.keys() or options.get("label_smoothing", 0.0) != 0.0
    return site.calls[0].loss.reduction == "mean" and not weighted


def predicted(call: LossCall, sample: Sample) -> float | None:
    """The lowest value that the output's range allows the loss with these targets."""
    low, high, target = call.output.low, call.output.high, sample.target
    if not math.isfinite(low) and not math.isfinite(high):
        return None
    if call.loss.expects is Expectation.CLASS_LOGITS and call.output.units and target is not None:
        return floors.cross_entropy(call.output.units, low, high) if target.dtype.startswith("int") else None
    if call.loss.expects is Expectation.BINARY_LOGITS and target is not None and target.mean is not None:
        positive, negative = floors.bce_with_logits(low, high)
        return target.mean * positive + (1.0 - target.mean) * negative
    return None


# Questions about one loss call


def on_floor(site: LiveSite, pairs: Sequence[Diagnostic]) -> Iterator[Found]:
    """The loss has come down to where the mismatch holds it."""
    cause = next((finding for finding in pairs if finding.code in _SQUEEZED), None)
    last = learning(site)[-ENOUGH:]
    if cause is None or not plain(site) or len(last) < ENOUGH or len(site.calls) > 1:
        return
    bounds = [predicted(site.calls[0], sample) for sample in last]
    gaps = [
        (sample.value - bound) / bound
        for sample, bound in zip(last, bounds, strict=True)
        if sample.value is not None and bound is not None and bound > floors.NOTICEABLE
    ]
    if len(gaps) == ENOUGH and all(-0.01 < gap <= NEAR_FLOOR for gap in gaps):
        words = {"value": f"{last[-1].value:.3f}", "floor": f"{bounds[-1]:.3f}", "code": cause.code}
        yield Found(site.place, words=words, trail=cause.trail)


def saturated(site: LiveSite, _: Sequence[Diagnostic]) -> Iterator[Found]:
    """The output has no slope, from the first call on, and the loss does not fall."""
    samples = [sample for sample in learning(site) if sample.saturated is not None and sample.value is not None]
    if len(samples) < ENOUGH or not site.confirmed:
        return
    first, last = samples[0].value or 0.0, samples[-1].value or 0.0
    shares = [sample.saturated or 0.0 for sample in samples]
    if min(shares) >= SATURATED and first > floors.NOTICEABLE and last >= 0.95 * first:
        form = str(site.calls[0].output.name)
        yield Found(site.place, words={"share": f"{min(shares):.0%}", "form": form, "calls": str(len(samples))})


def zero_gradient(site: LiveSite, _: Sequence[Diagnostic]) -> Iterator[Found]:
    """Backward came, and brought nothing, though the loss is not zero."""
    samples = [sample for sample in learning(site) if sample.gradient is not None]
    values = [sample.value or 0.0 for sample in samples]
    if len(samples) >= SPREAD and all(sample.gradient == 0.0 for sample in samples) and min(values) > 1e-6:
        yield Found(site.place, words={"value": f"{values[-1]:.3g}", "calls": str(len(samples))})


def not_finite(site: LiveSite, _: Sequence[Diagnostic]) -> Iterator[Found]:
    """A nan for good. A single infinite gradient is what a gradient scaler looks for."""
    samples = learning(site)
    broken = next((sample for sample in samples if sample.value is not None and not math.isfinite(sample.value)), None)
    if broken is not None:
        inside = broken.output.broken > 0.0
        yield Found(
            site.place, "output" if inside else "loss", {"value": str(broken.value), "call": str(broken.call + 1)}
        )
        return
    gradients = [sample.gradient for sample in samples if sample.gradient is not None]
    nans, infinite = sum(map(math.isnan, gradients)), sum(map(math.isinf, gradients))
    if nans >= 1 or infinite >= ENOUGH:
        yield Found(site.place, words={"value": "nan" if nans else "infinite", "calls": str(len(gradients))})


def constant(site: LiveSite, pairs: Sequence[Diagnostic]) -> Iterator[Found]:
    """The same value to the last digit, while the output changes."""
    samples = [sample for sample in learning(site) if sample.value is not None and math.isfinite(sample.value)]
    if len(samples) <= ENOUGH or any(finding.code in _GIVEN for finding in pairs):
        return
    values = [sample.value or 0.0 for sample in samples]
    same = max(values) - min(values) <= 1e-7 * abs(values[0])
    outputs = {(sample.output.low, sample.output.high) for sample in samples}
    if same and abs(values[0]) > 1e-6 and len(outputs) == len(samples):
        yield Found(site.place, words={"value": f"{values[0]:.6g}", "calls": str(len(samples))})


def far_from_chance(site: LiveSite, _: Sequence[Diagnostic]) -> Iterator[Found]:
    """The first losses are far above what guessing costs."""
    first = [sample for sample in site.samples if sample.call < ENOUGH and sample.learning and sample.value is not None]
    call = site.calls[0]
    if len(first) < ENOUGH or not plain(site) or call.output.name is not FormName.LOGITS:
        return
    classes = {Expectation.CLASS_LOGITS: call.output.units or 0, Expectation.BINARY_LOGITS: 2}.get(call.loss.expects, 0)
    if call.loss.expects is Expectation.CLASS_LOGITS and call.target.name is not FormName.CLASS_INDEX:
        return
    chance = math.log(classes) if classes > 1 else math.inf
    value = min(sample.value or 0.0 for sample in first)
    if math.isfinite(value) and value > 2.0 * chance + 2.0:
        words = {
            "value": f"{value:.3g}",
            "chance": f"{chance:.3f}",
            "classes": str(classes),
            "loss": loss_name(call.loss),
        }
        yield Found(site.place, words=words)


QUESTIONS: dict[str, Question] = {
    question.__name__: question
    for question in (on_floor, saturated, zero_gradient, not_finite, constant, far_from_chance)
}


# Questions about the run


def untouched(seen: Trajectory) -> Iterator[Found]:
    """Parameters that an optimiser steps and that nothing reached, one finding for each step call; and all of them, where their
    gradients are zero to the last one and no gradient came back to what a loss graded."""
    for place in sorted({each.place for each in seen.untouched}):
        lost = [each for each in seen.untouched if each.place == place and each.steps >= SPREAD]
        if lost:
            names = ", ".join(f"{each.name} {list(each.shape)}" for each in lost[:3])
            more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
            words = {"names": names + more, "steps": str(min(each.steps for each in lost))}
            yield Found(place, "one" if len(lost) == 1 else "default", words)
    samples = [sample for site in seen.sites for sample in learning(site) if sample.value is not None]
    came_back = any(sample.gradient is not None for sample in samples)
    if not came_back and any(abs(sample.value or 0.0) > 1e-6 for sample in samples):
        yield from (Found(at, "zero", {"steps": str(steps)}) for at, steps in seen.idle if steps >= SPREAD)


def held_out_rises(seen: Trajectory) -> Iterator[Found]:
    """Training falls and the same loss on held-out data rises."""
    from statistics import fmean  # with fractions and decimals behind it, and seldom needed

    for site in seen.sites:
        held = [sample.value for sample in site.samples if not sample.learning and sample.value is not None]
        trained = [each for each in seen.sites if site.calls and each.calls and _same_loss(each, site)]
        course = max(
            ([s.value for s in learning(each) if s.value is not None] for each in trained), key=len, default=[]
        )
        if len(held) < HELD_OUT or len(course) < HELD_OUT:
            continue
        third = len(held) // 3
        lowest = min(fmean(held[at : at + third]) for at in range(len(held) - third + 1))
        now, fell = fmean(held[-third:]), fmean(course[-third:]) <= FALLEN * fmean(course[:third])
        if fell and now >= RISEN * lowest:
            yield Found(site.place, words={"lowest": f"{lowest:.3f}", "now": f"{now:.3f}"}, severity=Severity.ADVICE)


def _same_loss(left: LiveSite, right: LiveSite) -> bool:
    return left.calls[0].loss.name == right.calls[0].loss.name
