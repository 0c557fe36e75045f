"""What a page says of an operation: one small function per question, named in its front matter. Floor 4.

In: an `Operation`; out: whether the rule reports it. `operations` in the front matter has already chosen the kinds.
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.forms import Expectation, Form, FormName
from losslint.observation import Operation, Trait
from losslint.rules import floors
from losslint.rules.facts import same_dimension

Predicate = Callable[[Operation], bool]

_PROBABILITIES = (FormName.SOFTMAX, FormName.SIGMOID, FormName.UNIT_INTERVAL)
_SQUASHED = (FormName.SOFTMAX, FormName.SIGMOID)
_LOGARITHMS = (FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID, FormName.LOG_PROBABILITY)
_SIGNED = (FormName.LOGITS, FormName.TANH, FormName.LOWER_BOUNDED, *_LOGARITHMS)
_UNBOUNDED_OR_SIGNED = (FormName.LOGITS, FormName.TANH)
_HALF = 0.5


def _reaches_zero(form: Form) -> bool:
    """Nothing (an epsilon, a clamp, the other members of an average) keeps the values from being exactly zero."""
    return form.low <= 0.0 and not form.scaled and not form.mixed


def _is_term(operation: Operation) -> bool:
    """A term of a hand-written cross-entropy whose probabilities come from another function: LL303's. A value that was cut
    off is no term of a loss: a reward, a number that is printed."""
    written = bool(operation.traits & {Trait.NEGATED, Trait.WEIGHTED}) and operation.operand.gradient
    return written and Trait.NEARBY not in operation.traits


def _may_be_sampled(operation: Operation) -> bool:
    """Picked by an index, and weighted or kept: the action that a policy took, whose probability is not 0."""
    plain_loss = Trait.NEGATED in operation.traits and Trait.WEIGHTED not in operation.traits
    return operation.operand.chosen and not plain_loss


def _is_idle(operation: Operation) -> bool:
    """No gradient is taken, and nothing is made of the logarithm that minus infinity spoils: a search may end there."""
    return not operation.operand.gradient and not operation.traits & {Trait.NEGATED, Trait.WEIGHTED, Trait.ENTROPY}


def log_of_softmax(operation: Operation) -> bool:
    """The logarithm of a softmax, or of one class picked out of it."""
    form = operation.operand
    if form.name is not FormName.SOFTMAX or not _reaches_zero(form):
        return False
    return not _is_idle(operation) and not _is_term(operation) and not _may_be_sampled(operation)


def log_of_sigmoid(operation: Operation) -> bool:
    """The logarithm of a sigmoid, or of one minus it."""
    form = operation.operand
    return form.name is FormName.SIGMOID and _reaches_zero(form) and not _is_idle(operation) and not _is_term(operation)


def unguarded_log(operation: Operation) -> bool:
    """The logarithm of a probability in a hand-written cross-entropy, where log(0) can happen."""
    form = operation.operand
    if form.name not in _PROBABILITIES or not _reaches_zero(form) or _may_be_sampled(operation):
        return False
    written = bool(operation.traits & {Trait.NEGATED, Trait.WEIGHTED}) and form.gradient
    return _is_term(operation) or (written and form.name is FormName.UNIT_INTERVAL)


def log_of_unbounded(operation: Operation) -> bool:
    """The logarithm of scores, or of values down to -1: not a number below zero."""
    form = operation.operand
    return form.name in _UNBOUNDED_OR_SIGNED and form.low < 0.0


def overflowing_share(operation: Operation) -> bool:
    """Exponentials of raw scores divided by their sum."""
    return operation.operand.name is FormName.LOGITS


def forbidden_under_autocast(operation: Operation) -> bool:
    """Every such call raises; the analysis has found the context enabled."""
    return operation.operation == "bce-under-autocast"


def half_of_logits(operation: Operation) -> bool:
    """Scores that a with-logits loss grades, cut at a half as probabilities are."""
    cut = operation.number == _HALF if operation.operation == "threshold" else True
    return cut and operation.operand.name is FormName.LOGITS and _trained_with(operation, Expectation.BINARY_LOGITS)


def _trained_with(operation: Operation, *expected: Expectation) -> bool:
    return bool(operation.trained) and all(loss.expects in expected for loss in operation.trained)


def over_one_unit(operation: Operation) -> bool:
    """An argmax over a dimension that is proven to have one entry."""
    form, dim = operation.operand, operation.dim
    if form.units != 1 or form.units_dim is None or form.part or dim is None:
        return False
    return same_dimension(dim, form.units_dim, form.rank) is True


def other_link(operation: Operation) -> bool:
    """Read through another function than the one inside the loss that grades the very same output."""
    if operation.operand.name is not FormName.LOGITS:
        return False
    if operation.operation == "sigmoid":
        return _trained_with(operation, Expectation.CLASS_LOGITS)
    return _trained_with(operation, Expectation.BINARY_LOGITS)


def metric_gets_another_form(operation: Operation) -> bool:
    """Scores where a metric wants probabilities; hard decisions where it ranks by score."""
    form = operation.operand
    if operation.expects is Expectation.PROBABILITY:
        return form.name in (FormName.LOGITS, FormName.TANH) and not form.scaled
    return operation.expects is Expectation.SCORES and form.name is FormName.HARD


def outside_of_parameter(operation: Operation) -> bool:
    """What a distribution is built with is proven to be able to leave its range, or was normalised before."""
    form = operation.operand
    if form.scaled and form.name is not FormName.LOGITS:
        return False
    match operation.expects:
        case Expectation.CLASS_LOGITS | Expectation.BINARY_LOGITS:
            return form.name in _SQUASHED and floors.cross_entropy(2, form.low, form.high) >= floors.NOTICEABLE
        case Expectation.PROBABILITY:
            return form.name in (*_SIGNED, FormName.NONNEGATIVE, FormName.POSITIVE) and (form.low < 0 or form.high > 1)
    return form.name in _SIGNED and form.low < 0.0


PREDICATES: dict[str, Predicate] = {
    predicate.__name__: predicate
    for predicate in (
        log_of_softmax,
        log_of_sigmoid,
        unguarded_log,
        log_of_unbounded,
        overflowing_share,
        forbidden_under_autocast,
        half_of_logits,
        over_one_unit,
        other_link,
        metric_gets_another_form,
        outside_of_parameter,
    )
}
