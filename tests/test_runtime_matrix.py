"""Every cell of the matrix, planted in a live program: found where a page owns it, silent where it is right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from losslint.forms import Expectation, FormName
from losslint.rules.catalogue import load_rules
from losslint.rules.matrix import matrix
from losslint.runtime import watch
from losslint.runtime.observe import tape

CLASSES, ROWS = 5, 8

# What a program does to the scores of its last layer, so that its output carries the form.
OUTPUTS: dict[FormName, Callable[[Tensor], Tensor]] = {
    FormName.LOGITS: lambda scores: scores,
    FormName.REAL: torch.sin,  # bounded: without a range nothing is claimed of it
    FormName.SIGMOID: torch.sigmoid,
    FormName.SOFTMAX: lambda scores: F.softmax(scores, dim=1),
    FormName.LOG_SOFTMAX: lambda scores: F.log_softmax(scores, dim=1),
    FormName.LOG_SIGMOID: F.logsigmoid,
    FormName.LOG_PROBABILITY: lambda scores: torch.log(scores.sigmoid()),
    FormName.TANH: torch.tanh,
    FormName.UNIT_INTERVAL: F.hardsigmoid,
    FormName.NONNEGATIVE: F.relu,
    FormName.POSITIVE: F.softplus,
    FormName.LOWER_BOUNDED: F.elu,
    FormName.NORMALIZED: lambda scores: F.normalize(scores, dim=1),
    FormName.HARD: torch.round,
    FormName.ONE_HOT: lambda scores: F.one_hot(scores.argmax(1), CLASSES).float(),
    FormName.CLASS_INDEX: lambda scores: scores.argmax(1, keepdim=True).float().expand_as(scores),
    FormName.INPUT_DATA: lambda scores: torch.rand(ROWS, CLASSES),
}

# A loss that expects it, and the target that it is graded against.
LABELS, ONES, ANY = (
    torch.arange(ROWS) % CLASSES,
    torch.eye(CLASSES)[torch.arange(ROWS) % CLASSES],
    torch.rand(ROWS, CLASSES),
)
SIGNS = ONES * 2 - 1
LOSSES: dict[Expectation, Callable[[Tensor], Tensor]] = {
    Expectation.CLASS_LOGITS: lambda output: nn.CrossEntropyLoss()(output, LABELS),
    Expectation.BINARY_LOGITS: lambda output: nn.BCEWithLogitsLoss()(output, ONES),
    Expectation.PROBABILITY: lambda output: nn.BCELoss()(output, ANY.round()),
    Expectation.LOG_PROBABILITY: lambda output: nn.NLLLoss()(output, LABELS),
    Expectation.LOG_DISTRIBUTION: lambda output: nn.KLDivLoss(reduction="batchmean")(output, ANY.softmax(1)),
    Expectation.SCORES: lambda output: nn.SoftMarginLoss()(output, SIGNS),
    Expectation.ANY: lambda output: nn.MSELoss()(output, ANY),
    Expectation.RATE: lambda output: nn.PoissonNLLLoss(log_input=False)(output, ANY),
    Expectation.LOG_RATE: lambda output: nn.PoissonNLLLoss()(output, ANY),
    Expectation.DISTANCE: lambda output: nn.HingeEmbeddingLoss()(output, SIGNS),
    Expectation.EMBEDDING: lambda output: nn.CosineEmbeddingLoss()(output, ANY, torch.ones(ROWS)),
}
WITHOUT = {
    Expectation.CLASS_PROBABILITY,
    Expectation.VARIANCE,
    Expectation.UNKNOWN,
}  # no loss of torch, or no first argument
CELLS = [(form, expects) for form in OUTPUTS for expects in LOSSES]


GRADED = [
    form for form in OUTPUTS if form not in (FormName.HARD, FormName.ONE_HOT, FormName.CLASS_INDEX, FormName.INPUT_DATA)
]


@pytest.mark.parametrize("form", GRADED, ids=str)
def test_the_graph_alone_tells_the_form(form: FormName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "push", lambda _: False)
    layer = nn.Linear(4, CLASSES)
    with watch(on_finding="collect") as seen:
        nn.MSELoss()(OUTPUTS[form](layer(torch.randn(ROWS, 4))), ANY)
    [row] = seen.pairs
    # What is divided by its own norm is only told by the function that does it.
    assert row.output == ("unknown" if form is FormName.NORMALIZED else form)


@pytest.mark.parametrize(("form", "expects"), CELLS, ids=str)
def test_a_cell_is_judged_live_as_the_matrix_says(form: FormName, expects: Expectation) -> None:
    layer = nn.Linear(4, CLASSES)
    with watch(on_finding="collect") as seen:
        for _ in range(3):
            with suppress(RuntimeError, ValueError):  # torch itself refuses some of them
                loss = LOSSES[expects](OUTPUTS[form](layer(torch.randn(ROWS, 4))))
                loss.backward()
    assert not seen.internal
    [row] = seen.pairs
    found = {finding.code: finding for finding in seen.findings}
    pairs = {code for code in found if code < "LL2"}
    verdict = matrix()[form, expects].verdict
    if verdict in load_rules():
        assert pairs == {verdict}
        assert {step.place.path for step in found[verdict].trail}, "the finding names no line"
        assert row.output == form
    else:
        assert not pairs


def test_every_form_and_expectation_is_planted() -> None:
    assert {*OUTPUTS} == {*FormName} - {FormName.LOSS, FormName.UNKNOWN}
    assert {*LOSSES} == {*Expectation} - WITHOUT
