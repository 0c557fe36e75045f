"""The words of a finding: a page's templates filled with what is known of one call. Floor 4.

In: a rule and a `LossCall`; out: message, label and help. A page keys its templates by what they hold for, the most
special first: what a predicate names, `form -> expectation`, `form`, `expectation`, `target: form`, `default`. The placeholders are the keys of
`words`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from losslint.forms import Expectation, Form, FormName
from losslint.loss_site import Loss, LossCall
from losslint.rules import floors
from losslint.rules.catalogue import Rule, Templates
from losslint.rules.facts import class_units, softmax_units

_OR_CROSS_ENTROPY = ", or give the scores to CrossEntropyLoss, which applies it itself"
_RAISES = 'outside [0, 1] torch raises "all elements of input should be between 0 and 1"'
EXAMPLE = 10  # the number of classes that a formula is made concrete with where the real number is not known

_PHRASES = {
    FormName.LOGITS: "raw scores",
    FormName.REAL: "unbounded values",
    FormName.SIGMOID: "sigmoid probabilities",
    FormName.SOFTMAX: "softmax probabilities",
    FormName.LOG_SOFTMAX: "log-softmax values",
    FormName.LOG_SIGMOID: "log-sigmoid values",
    FormName.LOG_PROBABILITY: "log-probabilities",
    FormName.TANH: "tanh outputs",
    FormName.UNIT_INTERVAL: "values in [0, 1]",
    FormName.NONNEGATIVE: "nonnegative values",
    FormName.POSITIVE: "positive values",
    FormName.LOWER_BOUNDED: "values with a lower bound",
    FormName.NORMALIZED: "normalised vectors",
    FormName.INPUT_DATA: "data",
    FormName.CLASS_INDEX: "class indices",
    FormName.ONE_HOT: "one-hot vectors",
    FormName.HARD: "whole numbers without gradient",
}


class Text(NamedTuple):
    """What a finding says."""

    message: str
    label: str
    help: str


def text(rule: Rule, call: LossCall, about: str = "") -> Text:
    """The three sentences of this rule about this call; `about` is what the rule's predicate found, a key of the tables."""
    known = words(call)
    return Text(*(_chosen(table, call, about).format_map(known) for table in rule.words))


def _chosen(templates: Templates, call: LossCall, about: str) -> str:
    form, expects = reads_as(call.output), call.loss.expects
    keys = (about, f"{form} -> {expects}", str(form), str(expects), f"target: {call.target.name}", "default")
    return next((templates[key] for key in keys if key in templates), "")


class _Words(dict[str, Callable[[], str]]):
    """Placeholders that are worked out only when a template names them."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        return super().__getitem__(key)()


def words(call: LossCall) -> _Words:
    """What a template may name, for this call."""
    output, entropy = call.output, is_cross_entropy(call.loss)
    return _Words(
        loss=lambda: loss_name(call.loss),
        output=lambda: phrase(output) + _of_classes(_classes(call)),
        form=lambda: str(reads_as(output)),
        under=lambda: str(output.under[0]) if output.under else "",
        range=lambda: interval(output.low, output.high),
        units=lambda: _count(output.units, "unit"),
        target_units=lambda: _count(call.target.units, "class"),
        ce_floor=lambda: _class_floor(_classes(call), output.low, output.high) if entropy else _capped(call),
        stacked_floor=lambda: _class_floor(_classes(call), 0.0, 1.0),
        bce_floor=lambda: _binary_floor(output.low, output.high) if entropy else "the rest of [0, 1] is out of reach",
        outside=lambda: (
            _RAISES if entropy else "values outside [0, 1] are no probabilities, nor is what it makes of them"
        ),
        or_fused=lambda: ", or use BCEWithLogitsLoss, which applies it itself" if entropy else "",
        or_cross_entropy=lambda: "" if aligns(call.loss) else _OR_CROSS_ENTROPY,
        negates=lambda: (
            "adds up and negates what it is given" if aligns(call.loss) else "negates the true class's value"
        ),
        or_bce=lambda: ", or keep the sigmoid and grade it with BCELoss" if entropy else "",
        seen=lambda: seen(output),
        target=lambda: phrase(call.target),
        target_range=lambda: interval(call.target.low, call.target.high),
        dtype=lambda: str(call.target.dtype),
        margin=lambda: f"{call.loss.margin:g}" if call.loss.margin is not None else "1",
        margin_floor=lambda: _binary_floor(output.low, output.high),
        lowest_rate=lambda: f"{math.exp(output.low):.3g}",
        top=lambda: top(_classes(call)),
    )


def loss_name(loss: Loss) -> str:
    """The loss's own name, without its module: `CrossEntropyLoss`, `cross_entropy`."""
    return (loss.spelled if loss.name == "custom" and loss.spelled else loss.name).rpartition(".")[2]


def aligns(loss: Loss) -> bool:
    """Does the loss add up over all ways to align its input with the target, CTC or a transducer? No other loss does that."""
    return any(name in loss_name(loss).lower() for name in ("ctc", "rnnt"))


def is_cross_entropy(loss: Loss) -> bool:
    """Is it a plain cross-entropy, so that its floors are known? An overlap or a focal loss with the same input is not."""
    name = loss_name(loss).replace("_", "").lower()
    return ("crossentropy" in name or "bce" in name) and not any(other in name for other in ("focal", "dice"))


def reads_as(form: Form) -> FormName:
    """The name that a rule goes by: one class picked out of a softmax is a binary probability."""
    return FormName.SIGMOID if form.part and form.name is FormName.SOFTMAX else form.name


def interval(low: float, high: float) -> str:
    """A range as a reader writes it: `[-1, 1]`, `at least 0`, `unbounded`."""
    if math.isfinite(low) and math.isfinite(high):
        return f"[{low:.3g}, {high:.3g}]"
    if math.isfinite(low):
        return f"at least {low:.3g}"
    return f"at most {high:.3g}" if math.isfinite(high) else "unbounded"


def phrase(output: Form) -> str:
    if output.part and output.name is FormName.SOFTMAX:
        return "a probability picked out of a softmax"
    if output.name is FormName.REAL and math.isfinite(max(output.low, -output.high)):
        return "bounded values"
    return _PHRASES.get(output.name, str(output.name))


def _classes(call: LossCall) -> int | None:
    """The number of classes behind a floor: the loss's, or the softmax's where the loss has no class dimension."""
    if call.loss.expects in (Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY, Expectation.CLASS_PROBABILITY):
        return class_units(call)
    return softmax_units(call.output) if call.output.name is FormName.SOFTMAX else None


def _of_classes(classes: int | None) -> str:
    return "" if classes is None else f" ({_count(classes, 'class')})"


def _count(number: int | None, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{'several' if number is None else number} {noun}{'es' if noun.endswith('s') else 's'}"


def _class_floor(classes: int | None, low: float, high: float) -> str:
    if classes is not None:
        return f"the loss cannot go below {floors.cross_entropy(classes, low, high):.3f}"
    width = high - low
    formula = "ln(1+(C-1)/e)" if width == 1.0 else f"ln(1+(C-1)e^-{width:.3g})"
    number = floors.cross_entropy(EXAMPLE, low, high)
    return f"with C classes the loss cannot go below {formula}, which is {number:.3f} for {EXAMPLE}"


def _capped(call: LossCall) -> str:
    return f"no class can get a probability over {top(_classes(call))}"


def _binary_floor(low: float, high: float) -> str:
    sides = zip(floors.bce_with_logits(low, high), ("positives", "negatives"), strict=True)
    parts = [f"{number:.3f} for {side}" for number, side in sides if number >= floors.NOTICEABLE]
    return "the loss cannot go below " + " and ".join(parts)


def seen(form: Form) -> str:
    """What a further sigmoid makes of the range."""
    return f"between {floors.sigmoid(form.low):.3g} and {floors.sigmoid(form.high):.3g}"


def top(classes: int | None) -> str:
    """The most that a further softmax gives one class."""
    if classes is not None:
        return f"{floors.largest_probability(classes):.3f}"
    return f"1/(1+(C-1)/e) with C classes, {floors.largest_probability(EXAMPLE):.3f} with {EXAMPLE}"
