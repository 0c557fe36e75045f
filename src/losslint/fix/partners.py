"""A loss and its partner, which expects the other form of the same output; an activation and its logarithm. Floor 5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Fix
from losslint.fix.activations import Activation
from losslint.fix.names import renamed
from losslint.fix.tree import Texts, keywords

if TYPE_CHECKING:
    import libcst as cst

PARTNERS = {
    "LL102": {
        "BCEWithLogitsLoss": "BCELoss",
        "binary_cross_entropy_with_logits": "binary_cross_entropy",
    },
    "LL103": {
        "BCELoss": "BCEWithLogitsLoss",
        "binary_cross_entropy": "binary_cross_entropy_with_logits",
    },
    "LL104": {"NLLLoss": "CrossEntropyLoss", "nll_loss": "cross_entropy"},
    "LL108": {"CrossEntropyLoss": "NLLLoss", "cross_entropy": "nll_loss"},
}
"""By code: the loss that stands there, and the one that expects what it gets."""

ONLY_MINE = frozenset(("pos_weight", "label_smoothing"))
POSITIONAL = {"BCEWithLogitsLoss": 4, "binary_cross_entropy_with_logits": 6, "CrossEntropyLoss": 5, "cross_entropy": 7}
"""Arguments that the partner takes as well, in the same order; what follows is the loss's own."""

LOGARITHMS = {"softmax": "log_softmax", "Softmax": "LogSoftmax"}


def swapped(diagnostic: Diagnostic, texts: Texts) -> Iterator[Fix]:
    """The partner where the loss is named: where it is built, or at the call of a function."""
    import libcst as cst

    pair = diagnostic.pair
    name = pair.loss.rpartition(".")[2] if pair else ""
    new = PARTNERS[diagnostic.code].get(name)
    if new is None or pair is None or not pair.loss.startswith("torch."):
        return
    if diagnostic.code == "LL104" and pair.output != "logits":
        return
    for place in dict.fromkeys((*(step.place for step in diagnostic.trail), diagnostic.place)):
        here = texts.node(place, cst.Call)
        if here is None or not _takes_the_same(here[1], name):
            continue
        edits = renamed(here[0], here[1].func, name, new, texts)
        if edits is not None:
            yield Fix(f"Use `{new}`, which expects {_expected(new)}", Applicability.UNSAFE, edits)
            return


def _takes_the_same(call: cst.Call, name: str) -> bool:
    positional = sum(arg.keyword is None for arg in call.args)
    starred = any(arg.star for arg in call.args)
    return not starred and not keywords(call) & ONLY_MINE and positional <= POSITIONAL.get(name, 9)


def _expected(loss: str) -> str:
    if loss in ("BCELoss", "binary_cross_entropy"):
        return "probabilities"
    return "log-probabilities" if loss in ("NLLLoss", "nll_loss") else "scores"


def with_log(diagnostic: Diagnostic, activation: Activation, texts: Texts) -> Iterator[Fix]:
    """The activation's logarithm in its place: softmax in front of a loss that expects log-probabilities."""
    import libcst as cst

    name = activation.applied.name.rpartition(".")[2]
    new = LOGARITHMS.get(name)
    place = activation.applied.made or activation.place
    here = texts.node(place, cst.Call)
    if new is None or here is None:
        return
    edits = renamed(here[0], here[1].func, name, new, texts)
    if edits is not None:
        loss = diagnostic.pair.loss.rpartition(".")[2] if diagnostic.pair else "the loss"
        yield Fix(f"Use `{new}`: `{loss}` expects log-probabilities", Applicability.UNSAFE, edits)
