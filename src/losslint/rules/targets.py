"""Questions about the target of a loss, and about output and target together. Floor 4.

In: a `LossCall`, whose output may be unknown where the page says `reads_target`; out: as in `predicates`.
"""

from __future__ import annotations

from losslint.diagnostic import Severity
from losslint.forms import Encoding, Form, FormName
from losslint.observation import LossCall
from losslint.rules import floors
from losslint.rules.facts import Said

LOGARITHMS = (FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID, FormName.LOG_PROBABILITY)
PROBABILITIES = (FormName.SOFTMAX, FormName.SIGMOID, FormName.UNIT_INTERVAL)


# Kullback-Leibler divergence: LL113


def no_divergence(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The target is a logarithm where a distribution is wanted, the other way round, or no distribution at all."""
    target = call.target
    if not call.output.known or target.scaled:
        return None
    if Encoding.LOG_DISTRIBUTION in call.loss.against:
        return Said(severity, "target not logarithm") if target.name in PROBABILITIES else None
    if Encoding.DISTRIBUTION not in call.loss.against:
        return None
    if target.name in LOGARITHMS:
        return Said(severity, "target is logarithm")
    if target.name is FormName.LOGITS:
        return Said(severity, "target no distribution")
    return Said(Severity.ADVICE, "mean") if call.loss.reduction == "mean" and _several_classes(call.output) else None


def _several_classes(output: Form) -> bool:
    return output.name is FormName.LOG_SOFTMAX and not output.part


# Margins: LL115


def narrower_than_margin(call: LossCall, severity: Severity) -> Severity | Said | None:
    """The scores cannot be as far apart as the loss wants: a constant margin, or the logistic curve's own reach."""
    output, loss = call.output, call.loss
    if output.scaled:
        return None
    if loss.margin is None:
        logistic = Encoding.SIGNS in loss.against or Encoding.LABELS in loss.against
        squeezed = max(floors.bce_with_logits(output.low, output.high)) >= floors.NOTICEABLE
        return Said(severity, "logistic") if logistic and squeezed else None
    among_classes = Encoding.CLASS_INDEX in loss.against
    return severity if among_classes and output.high - output.low < loss.margin else None
