"""What the pages about targets, divergences, margins and parameters of distributions claim, measured on real torch."""

from __future__ import annotations

import inspect
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


# LL116, LL117


def test_the_squared_error_of_a_sure_mistake_has_no_gradient() -> None:
    score, label = torch.tensor([-10.0], dtype=torch.float64, requires_grad=True), torch.ones(1, dtype=torch.float64)
    (squared,) = torch.autograd.grad(F.mse_loss(torch.sigmoid(score), label), score)
    (entropy,) = torch.autograd.grad(F.binary_cross_entropy_with_logits(score, label), score)
    assert squared.item() == pytest.approx(-0.00009, abs=2e-6)
    assert entropy.item() == pytest.approx(-1.0, abs=1e-4)


@pytest.mark.parametrize("activation", [torch.sigmoid, torch.tanh])
def test_a_target_out_of_reach_leaves_its_distance(activation: Callable[[Tensor], Tensor]) -> None:
    found, _ = lowest(lambda s: F.mse_loss(activation(s), torch.full((1, 1), 5.0, dtype=torch.float64)), 1)
    assert found == pytest.approx(16.0, abs=1e-2)


# LL201: what each loss says to each dtype

INTEGERS = [torch.int64, torch.int32, torch.uint8, torch.bool]


@pytest.mark.parametrize("dtype", INTEGERS)
def test_binary_losses_refuse_integers(dtype: torch.dtype) -> None:
    scores, labels = torch.randn(4, 3, requires_grad=True), torch.ones(4, 3).to(dtype)
    for loss, given in ((F.binary_cross_entropy, scores.sigmoid()), (F.binary_cross_entropy_with_logits, scores)):
        with pytest.raises(RuntimeError):
            loss(given, labels)
    with pytest.raises(RuntimeError, match="Integral inputs not supported"):
        F.kl_div(scores.log_softmax(1), labels)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int32, torch.bool])
def test_class_indices_are_wide_integers_or_bytes(dtype: torch.dtype) -> None:
    scores, classes = torch.randn(4, 3), torch.tensor([0, 1, 1, 0])
    for loss in (F.cross_entropy, F.nll_loss):
        loss(scores, classes)
        loss(scores, classes.byte())
        with pytest.raises(RuntimeError, match="expected target dtype to be Long or Byte"):
            loss(scores, classes.to(dtype))
    with pytest.raises(RuntimeError, match="expected scalar type Long"):
        F.multi_margin_loss(scores, classes.byte())


@pytest.mark.parametrize("loss", [F.mse_loss, F.l1_loss, F.smooth_l1_loss])
def test_regression_losses_convert_integers(loss: Callable[..., Tensor]) -> None:
    outputs = torch.randn(4, requires_grad=True)
    torch.autograd.grad(loss(outputs, torch.arange(4)), outputs)


def test_huber_loss_converts_integers_forwards_only() -> None:
    outputs = torch.randn(4, requires_grad=True)
    value = F.huber_loss(outputs, torch.arange(4))
    with pytest.raises(RuntimeError, match="Found dtype Long but expected Float"):
        torch.autograd.grad(value, outputs)


# LL202


def test_one_hot_targets_where_an_index_is_expected() -> None:
    scores, encoded = torch.randn(4, 3), F.one_hot(torch.tensor([0, 1, 2, 0]), 3)
    for target in (encoded, encoded.float()):
        with pytest.raises(RuntimeError, match="multi-target not supported"):
            F.nll_loss(scores, target)
    with pytest.raises(RuntimeError, match="Expected floating point type for target with class probabilities"):
        F.cross_entropy(scores, encoded)
    F.cross_entropy(scores, encoded.float())


def test_signs_where_labels_are_expected() -> None:
    score, sign = torch.tensor([-10.0]), torch.tensor([-1.0])
    assert F.binary_cross_entropy_with_logits(score, sign).item() == pytest.approx(-10.0, abs=1e-3)
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        F.binary_cross_entropy(score.sigmoid(), sign)


def test_zeros_where_signs_are_expected() -> None:
    scores = torch.randn(3, requires_grad=True)
    value = F.soft_margin_loss(scores, torch.zeros(3))
    assert value.item() == pytest.approx(math.log(2))
    assert torch.autograd.grad(value, scores)[0].abs().sum() == 0
    assert F.cosine_embedding_loss(torch.randn(2, 3), torch.randn(2, 3), torch.zeros(2)).item() == 0.0


# LL203

COLUMN, ROW = torch.randn(4, 1, requires_grad=True), torch.rand(4)


@pytest.mark.parametrize("loss", [F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss])
def test_regression_losses_broadcast_with_a_warning(loss: Callable[..., Tensor]) -> None:
    with pytest.warns(UserWarning, match="different to the input size"):
        found = loss(COLUMN, ROW, reduction="none")
    assert found.shape == (4, 4)


def test_likelihoods_broadcast_silently(recwarn: pytest.WarningsRecorder) -> None:
    assert F.poisson_nll_loss(COLUMN, ROW, reduction="none").shape == (4, 4)
    assert F.gaussian_nll_loss(COLUMN, ROW, torch.ones(4, 1), reduction="none").shape == (4, 4)
    assert not recwarn.list


@pytest.mark.parametrize("loss", [F.binary_cross_entropy, F.binary_cross_entropy_with_logits, F.soft_margin_loss])
def test_binary_losses_refuse_a_column_against_a_row(loss: Callable[..., Tensor]) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        loss(COLUMN.sigmoid(), ROW)


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_a_line_is_learnt_as_its_mean() -> None:
    x = torch.linspace(-1, 1, 100)
    y = 2 * x + 1
    line = torch.nn.Linear(1, 1)
    optimizer = torch.optim.Adam(line.parameters(), lr=0.05)
    for _ in range(600):
        value = F.mse_loss(line(x[:, None]), y)
        line.weight.grad, line.bias.grad = torch.autograd.grad(value, [line.weight, line.bias])
        optimizer.step()
    assert line.weight.item() == pytest.approx(0.0, abs=1e-3)
    assert value.item() == pytest.approx(1.36, abs=1e-2)


# LL204


def test_exchanged_arguments_of_binary_losses() -> None:
    p, label = torch.tensor([0.3], requires_grad=True), torch.ones(1)
    value = F.binary_cross_entropy(label, p)
    assert value.item() == pytest.approx(70.0, abs=1e-3)
    assert torch.autograd.grad(value, p)[0].isinf().all()
    for score in (-5.0, 5.0):
        logit = torch.tensor([score], requires_grad=True)
        value = F.binary_cross_entropy_with_logits(label, logit)
        assert torch.autograd.grad(value, logit)[0].item() == -1.0
    negative = F.binary_cross_entropy_with_logits(torch.zeros(1), logit)
    assert torch.autograd.grad(negative, logit)[0].item() == 0.0


# LL112


def test_a_softmax_over_the_samples_does_not_sum_to_one() -> None:
    p = torch.zeros(4, 2).softmax(dim=0)
    assert p.eq(0.25).all()
    assert p.sum(1).eq(0.5).all()


@pytest.mark.filterwarnings("ignore:Implicit dimension choice")
@pytest.mark.parametrize(("shape", "dim"), [((3,), 0), ((2, 3), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)])
def test_the_dimension_that_torch_chooses(shape: tuple[int, ...], dim: int) -> None:
    scores = torch.randn(*shape)
    assert torch.equal(F.softmax(scores), F.softmax(scores, dim=dim))


# LL205


def test_a_squared_error_pulls_both_sides_alike() -> None:
    output, target = torch.randn(5, requires_grad=True), torch.randn(5, requires_grad=True)
    first, second = torch.autograd.grad(F.mse_loss(output, target), (output, target))
    assert torch.equal(first, -second)


PLAIN_LOSSES = sorted(
    name
    for name in dir(torch.nn)
    if name.endswith("Loss")
    and name not in ("AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss")  # they hold a layer
)


@pytest.mark.parametrize("name", PLAIN_LOSSES)
@pytest.mark.parametrize("given", [None, (torch.rand(4, 3), torch.rand(4, 3)), [torch.rand(4, 3)]])
def test_no_loss_takes_a_list_or_nothing_for_a_tensor(name: str, given: object) -> None:
    """Of an output that may be one of these the others are meant."""
    loss = getattr(torch.nn, name)()
    others = len(inspect.signature(loss.forward).parameters) - 1
    with pytest.raises((TypeError, AttributeError)):
        loss(given, *[torch.ones(4, 3)] * others)
