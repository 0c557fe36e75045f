"""What the pages about targets, divergences, margins and parameters of distributions claim, measured on real torch."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from losslint.rules import floors

pytest.importorskip("torch")
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

P = torch.tensor([[0.2, 0.3, 0.5]], dtype=torch.float64)


def lowest(loss: Callable[[Tensor], Tensor], classes: int) -> tuple[float, Tensor]:
    """The lowest loss over free scores of one sample, and where it is."""
    torch.manual_seed(0)
    scores = (0.1 * torch.randn(1, classes, dtype=torch.float64)).requires_grad_()
    optimizer = torch.optim.Adam([scores], lr=0.2)
    for _ in range(600):
        (scores.grad,) = torch.autograd.grad(loss(scores), scores)
        optimizer.step()
    return loss(scores).item(), scores.detach()


# LL113


def test_a_divergence_of_probabilities_is_negative_and_is_lowest_elsewhere() -> None:
    assert F.kl_div(P, P, reduction="sum").item() == pytest.approx(-1.4097, abs=1e-4)
    assert F.kl_div(P.log(), P, reduction="sum").item() == pytest.approx(0.0, abs=1e-12)
    _, scores = lowest(lambda s: F.kl_div(s.softmax(1), P, reduction="sum"), 3)
    assert scores.softmax(1)[0, 2] > 0.99
    _, right = lowest(lambda s: F.kl_div(s.log_softmax(1), P, reduction="sum"), 3)
    assert torch.allclose(right.softmax(1), P, atol=1e-3)


def test_a_divergence_of_raw_scores_falls_for_ever() -> None:
    first, second = (F.kl_div(torch.full((1, 3), size), P.float(), reduction="sum").item() for size in (10.0, 1000.0))
    assert second < first < -5


def test_a_logarithm_or_a_negative_score_as_target_is_nan() -> None:
    scores = torch.zeros(1, 3, dtype=torch.float64).log_softmax(1)
    assert F.kl_div(scores, P.log(), reduction="sum").isnan()
    assert F.kl_div(scores, torch.tensor([[-1.0, 2.0, 0.5]]), reduction="sum").isnan()


def test_probabilities_with_log_target_grade_against_exp() -> None:
    _, scores = lowest(lambda s: F.kl_div(s.log_softmax(1), P, reduction="sum", log_target=True), 3)
    assert torch.allclose(scores.softmax(1), P.exp() / P.exp().sum(), atol=1e-3)


def test_half_a_divergence_may_be_negative() -> None:
    scores = torch.tensor([[1.0, 0.0, -1.0]], dtype=torch.float64)
    assert F.kl_div(F.logsigmoid(scores), P, reduction="sum") < 0
    other = F.kl_div(F.logsigmoid(-scores), 1 - P, reduction="sum")
    assert F.kl_div(F.logsigmoid(scores), P, reduction="sum") + other > 0


def test_mean_divides_by_the_classes_as_well() -> None:
    log_p = torch.zeros(1, 3, dtype=torch.float64).log_softmax(1)
    with pytest.warns(UserWarning, match="divides the total loss by both"):
        mean = F.kl_div(log_p, P).item()
    assert 3 * mean == pytest.approx(F.kl_div(log_p, P, reduction="batchmean").item())


# LL114


def test_a_negative_variance_raises_and_zero_does_not() -> None:
    mean, target = torch.zeros(2), torch.ones(2)
    with pytest.raises(ValueError, match="var has negative entry"):
        F.gaussian_nll_loss(mean, target, torch.tensor([0.1, -0.1]))
    assert F.gaussian_nll_loss(mean, target, torch.zeros(2)).isfinite()


def test_a_negative_rate_is_nan_without_error() -> None:
    assert F.poisson_nll_loss(torch.tensor([-1.0]), torch.tensor([2.0]), log_input=False).isnan()


def test_the_exponential_of_a_rate_is_at_least_one() -> None:
    assert F.poisson_nll_loss(F.softplus(torch.tensor([-80.0])), torch.zeros(1)).item() == pytest.approx(1.0)
    assert F.poisson_nll_loss(torch.tensor([-80.0]), torch.zeros(1)).item() == pytest.approx(0.0)


# LL115


@pytest.mark.parametrize(("label", "side"), [(1.0, 0), (-1.0, 1)])
def test_soft_margin_of_a_sigmoid_has_the_floor_of_a_second_sigmoid(label: float, side: int) -> None:
    target = torch.full((1, 1), label, dtype=torch.float64)
    found, _ = lowest(lambda s: F.soft_margin_loss(torch.sigmoid(s), target), 1)
    assert found == pytest.approx(floors.bce_with_logits(0.0, 1.0)[side], abs=2e-3)


def test_the_perfect_answer_in_other_margin_losses() -> None:
    one_of_three = torch.tensor([[1.0, 0.0, 0.0]], dtype=torch.float64)
    assert F.multilabel_soft_margin_loss(one_of_three, one_of_three).item() == pytest.approx(0.5666, abs=2e-4)
    first = torch.tensor([0])
    assert F.multi_margin_loss(one_of_three, first).item() == 0.0
    assert F.multi_margin_loss(one_of_three, first, margin=2.0).item() == pytest.approx(0.6667, abs=1e-4)
    padded = torch.tensor([[0, -1, -1]])
    assert F.multilabel_margin_loss(one_of_three, padded).item() == 0.0
    assert math.isclose(F.hinge_embedding_loss(one_of_three, one_of_three).item(), 1 / 3 + 2 / 3, rel_tol=1e-6)
