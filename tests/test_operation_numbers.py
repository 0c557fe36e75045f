"""The numbers that the pages of LL301 to LL307 and LL601 to LL604 state, measured on real torch, scikit-learn and
torchmetrics.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import pytest

pytest.importorskip("torch")
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional as F  # noqa: N812

Function = Callable[[Tensor], Tensor]


def at(function: Function, *scores: float) -> tuple[float, list[float]]:
    """The first value of the function of these scores (32 bits), and its gradient."""
    x = torch.tensor([scores], requires_grad=True)
    value = function(x).flatten()[0]
    (gradient,) = torch.autograd.grad(value, x)
    return value.item(), gradient.flatten().tolist()


# LL301


def naive_softmax(x: Tensor) -> Tensor:
    return torch.log(torch.softmax(x, dim=1))


def test_log_of_softmax_is_infinite_from_104_on_and_its_gradient_is_nan() -> None:
    value, gradient = at(naive_softmax, 0.0, 104.0)
    assert value == -math.inf
    assert all(math.isnan(part) for part in gradient)
    assert at(naive_softmax, 0.0, 103.9)[0] > -math.inf
    assert at(lambda x: F.log_softmax(x, dim=1), 0.0, 104.0) == (-104.0, [1.0, -1.0])


def test_the_gradient_is_wrong_before_the_value_is() -> None:
    value, gradient = at(naive_softmax, 0.0, 103.5)
    assert value == pytest.approx(-103.5, abs=0.3)
    assert not all(math.isfinite(part) for part in gradient)


def test_in_half_precision_a_softmax_underflows_at_18() -> None:
    assert torch.softmax(torch.tensor([0.0, 17.0], dtype=torch.float16), 0)[0] > 0
    assert torch.softmax(torch.tensor([0.0, 18.0], dtype=torch.float16), 0)[0] == 0


# LL302, LL303, LL304


def test_log_of_one_minus_sigmoid_is_infinite_from_16_64_on() -> None:
    def naive(x: Tensor) -> Tensor:
        return torch.log(1 - torch.sigmoid(x))

    assert at(naive, 16.63)[0] == pytest.approx(-16.6, abs=0.7)
    value, gradient = at(naive, 16.64)
    assert value == -math.inf
    assert math.isnan(gradient[0])
    value, gradient = at(lambda x: F.logsigmoid(-x), 16.64)
    assert value == pytest.approx(-16.64)
    assert gradient[0] == pytest.approx(-1.0)


def test_log_of_sigmoid_is_infinite_below_minus_104() -> None:
    value, gradient = at(lambda x: torch.log(torch.sigmoid(x)), -104.0)
    assert value == -math.inf
    assert math.isnan(gradient[0])
    assert at(F.logsigmoid, -104.0) == (-104.0, [1.0])


def test_a_hand_written_cross_entropy_is_nan_for_a_sure_and_right_prediction() -> None:
    def written(p: Tensor, y: float) -> Tensor:
        return -(y * torch.log(p) + (1 - y) * torch.log(1 - p))

    assert math.isnan(at(lambda x: written(torch.sigmoid(x), 1.0), 17.0)[0])
    value, gradient = at(lambda x: written(torch.sigmoid(x).clamp(1e-7, 1 - 1e-7), 1.0), 17.0)
    assert value == pytest.approx(0.0, abs=1e-6)
    assert math.isfinite(gradient[0])


def test_a_clamp_behind_the_logarithm_mends_the_value_and_not_the_gradient() -> None:
    p = torch.tensor([0.0], requires_grad=True)
    value = torch.log(p).clamp(min=-100.0)
    (gradient,) = torch.autograd.grad(value, p)
    assert value.item() == -100.0
    assert math.isnan(gradient.item())


def test_a_confident_mistake_costs_100_and_has_no_gradient_through_bce_loss() -> None:
    zero = torch.zeros(1, 1)
    assert at(lambda x: F.binary_cross_entropy(torch.sigmoid(x), zero), 17.0) == (100.0, [0.0])
    value, gradient = at(lambda x: F.binary_cross_entropy_with_logits(x, zero), 17.0)
    assert value == pytest.approx(17.0)
    assert gradient[0] == pytest.approx(1.0)


def test_log_softmax_then_nll_is_cross_entropy_to_the_last_bit() -> None:
    torch.manual_seed(0)
    scores, targets = 20 * torch.randn(64, 10), torch.randint(10, (64,))
    assert torch.equal(F.nll_loss(F.log_softmax(scores, 1), targets), F.cross_entropy(scores, targets))


# LL305


@pytest.mark.parametrize("call", [F.binary_cross_entropy, nn.BCELoss()])
def test_bce_raises_under_cuda_autocast(call: Callable[[Tensor, Tensor], Tensor]) -> None:
    """On tensors that claim to be on a GPU; no GPU is needed to ask what torch would do."""
    before = torch.is_autocast_enabled("cuda")
    with FakeTensorMode():
        p, y = torch.empty(3, device="cuda"), torch.empty(3, device="cuda")
        call(p, y)
        torch.set_autocast_enabled("cuda", True)
        try:
            with pytest.raises(RuntimeError, match="unsafe to autocast"):
                call(p, y)
            F.binary_cross_entropy_with_logits(p, y)
        finally:
            torch.set_autocast_enabled("cuda", before)


def test_bce_is_allowed_under_cpu_autocast() -> None:
    with torch.autocast("cpu"):
        assert F.binary_cross_entropy(torch.full((3,), 0.5), torch.ones(3)).item() == pytest.approx(math.log(2))


def test_cuda_autocast_switches_itself_off_without_a_gpu() -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with torch.autocast("cuda"):
            assert not torch.is_autocast_enabled("cuda")
    assert any("CUDA is not available" in str(warning.message) for warning in caught)


def test_a_sigmoid_in_half_precision_is_one_from_8_4_on() -> None:
    assert torch.sigmoid(torch.tensor(8.4, dtype=torch.float16)).item() == 1.0
    assert torch.sigmoid(torch.tensor(7.5, dtype=torch.float16)).item() < 1.0


# LL306, LL307


def test_the_logarithm_of_a_negative_score_is_nan() -> None:
    layer = nn.Linear(2, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(2))
        layer.bias.zero_()
    value = torch.log(layer(torch.tensor([[-1.0, 2.0]]))).sum()
    assert math.isnan(value.item())


@pytest.mark.parametrize(("dtype", "fine", "over"), [(torch.float32, 88.7, 88.8), (torch.float16, 11.0, 11.1)])
def test_a_hand_written_softmax_overflows(dtype: torch.dtype, fine: float, over: float) -> None:
    def written(score: float) -> Tensor:
        e = torch.exp(torch.tensor([score, 0.0], dtype=dtype))
        return e / e.sum()

    assert torch.isfinite(written(fine)).all()
    assert torch.isnan(written(over)).any()
    assert torch.isfinite(torch.softmax(torch.tensor([over, 0.0], dtype=dtype), 0)).all()


# LL601, LL602, LL603


def test_a_score_of_a_half_is_a_probability_of_0_6225() -> None:
    assert torch.sigmoid(torch.tensor(0.5)).item() == pytest.approx(0.6225, abs=1e-4)
    assert torch.tensor([1.6, -0.8]).round().tolist() == [2.0, -1.0]


def test_the_argmax_of_one_is_zero() -> None:
    torch.manual_seed(0)
    scores = torch.randn(100, 1)
    assert set(scores.argmax(dim=-1).tolist()) == {0}
    assert set(scores.max(1).indices.tolist()) == {0}


def test_only_differences_count_for_cross_entropy_and_every_score_for_bce() -> None:
    scores, target = torch.tensor([[1.0, -1.0, 0.5]]), torch.tensor([0])
    assert F.cross_entropy(scores + 5, target).item() == pytest.approx(F.cross_entropy(scores, target).item(), abs=1e-6)
    assert (torch.sigmoid(scores + 5) - torch.sigmoid(scores)).abs().max() > 0.5
    sure = torch.logit(torch.tensor([[0.9, 0.9]]))
    assert torch.softmax(sure, 1).tolist() == [[0.5, 0.5]]
    assert torch.softmax(sure[:, :1], 1).item() == 1.0


def test_the_sigmoid_of_a_difference_is_the_softmax_of_two() -> None:
    scores = torch.randn(20, 2)
    assert torch.allclose(torch.sigmoid(scores[:, 1] - scores[:, 0]), torch.softmax(scores, 1)[:, 1])


# LL604


def test_hard_decisions_leave_one_threshold_of_a_ranking_metric() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, scores = [0, 0, 1, 1], [0.6, 0.7, 0.8, 0.9]
    decided = [int(score > 0.5) for score in scores]
    assert metrics.roc_auc_score(truth, scores) == 1.0
    assert metrics.roc_auc_score(truth, decided) == 0.5
    decided = [0, 1, 1, 1]
    assert metrics.roc_auc_score(truth, decided) == metrics.balanced_accuracy_score(truth, decided)


def test_metrics_of_probabilities_refuse_scores() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    for metric in (metrics.log_loss, metrics.brier_score_loss):
        with pytest.raises(ValueError, match=r"greater than 1|\[0, 1\]"):
            metric([0, 1], [-2.0, 3.0])


def test_torchmetrics_takes_scores_and_not_decisions() -> None:
    functional = pytest.importorskip("torchmetrics.functional")
    truth, scores = torch.tensor([0, 0, 1, 1]), torch.tensor([-3.0, 0.1, 0.2, 4.0])
    assert functional.auroc(scores, truth, task="binary").item() == 1.0
    assert functional.auroc((scores > 0).float(), truth, task="binary").item() == 0.75
    with pytest.raises(ValueError, match="floating"):
        functional.auroc((scores > 0).int(), truth, task="binary")
