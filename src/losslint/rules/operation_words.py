"""The words of a finding about an operation: a page's templates filled with what is known of it. Floor 4.

In: a rule and an `Operation`; out: message, label and help. A page keys its templates by what they hold for, the most
special first: `operation: form -> expectation`, `operation: expectation`, `operation`, `expectation`, `form`, `default`. The placeholders are the keys of `words`.
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.forms import Form, FormName
from losslint.observation import Operation, Trait
from losslint.rules.catalogue import Rule, Templates
from losslint.rules.facts import softmax_units
from losslint.rules.messages import Text, interval, phrase, reads_as, seen, top


def text(rule: Rule, operation: Operation) -> Text:
    """The three sentences of this rule about this operation."""
    known = words(operation)
    return Text(*(_chosen(table, operation).format_map(known) for table in rule.words))


def _chosen(templates: Templates, operation: Operation) -> str:
    form, expects, kind = reads_as(operation.operand), operation.expects, operation.operation
    keys = (f"{kind}: {form} -> {expects}", f"{kind}: {expects}", str(kind), str(expects), str(form), "default")
    return next((templates[key] for key in keys if key in templates), "")


class Words(dict[str, Callable[[], str]]):
    """Placeholders that are worked out only when a template names them."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        return super().__getitem__(key)()


def words(operation: Operation) -> Words:
    """What a template may name, for this operation."""
    operand = operation.operand
    return Words(
        operation=lambda: operation.spelled,
        output=lambda: _phrase(operand),
        range=lambda: interval(operand.low, operand.high),
        dim=lambda: str(operation.dim),
        trained=lambda: _names(operation),
        parameter=lambda: operation.parameter,
        top=lambda: top(softmax_units(operand)),
        seen=lambda: seen(operand),
        half=lambda: _half(operation),
        lost=lambda: (
            "-inf and every gradient nan" if operand.gradient else "-inf"
        ),  # an array, what is cut off: none is taken
        slope=lambda: ", and the gradient is nan there" if operand.gradient else "",
    )


def _half(operation: Operation) -> str:
    """Where the logarithm of this side of a sigmoid is lost; of both where it is not known which one it is."""
    if Trait.UPRIGHT in operation.traits:
        return "log(sigmoid(x)) is -inf below x = -104"
    if Trait.COMPLEMENT in operation.traits:
        return "log(1-sigmoid(x)) is -inf from x = 16.7 on"
    return "log(1-sigmoid(x)) is -inf from x = 16.7 on, log(sigmoid(x)) below -104"


def _phrase(form: Form) -> str:
    return "hard decisions" if form.name is FormName.HARD else phrase(form)


def _names(operation: Operation) -> str:
    """The losses that grade the very same output, by their short names."""
    return " and ".join(dict.fromkeys(loss.name.rpartition(".")[2] for loss in operation.trained)) or "a loss"
