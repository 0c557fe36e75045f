"""The numbers that pages and messages state, measured on real torch: free scores are optimised down to the lowest
loss that they can reach, and the formula must agree.
"""

from __future__ import annotations

import inspect
import math
import pydoc
import re
from collections.abc import Callable
from functools import partial

import pytest

from losslint.forms import RANGES, FormName
from losslint.rules import floors
from losslint.rules.catalogue import load_rules

pytest.importorskip("torch")
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

CLOSE = 2e-3  # nats: how near the optimiser comes to a floor that is reached only at infinity
Activation = Callable[[Tensor], Tensor]


def lowest(loss: Callable[[Tensor], Tensor], classes: int, *, start: float = 0.1) -> float:
    """The lowest loss over free scores of one sample, from several starting points."""
    torch.manual_seed(0)
    best = math.inf
    for attempt in range(3):
        scores = (start * (1 + attempt) * torch.randn(1, classes, dtype=torch.float64)).requires_grad_()
        optimizer = torch.optim.Adam([scores], lr=0.2)
        for _ in range(800):
            value = loss(scores)
            (scores.grad,) = torch.autograd.grad(value, scores)
            optimizer.step()
            best = min(best, value.item())
    return best


def class_floor(activation: Activation, classes: int = 10) -> float:
    return lowest(lambda scores: F.cross_entropy(activation(scores), torch.tensor([0])), classes)


def binary_floor(activation: Activation, label: float, classes: int = 1) -> float:
    target = torch.full((1, classes), label, dtype=torch.float64)
    return lowest(lambda scores: F.binary_cross_entropy_with_logits(activation(scores), target), classes)


def softmax(scores: Tensor) -> Tensor:
    return scores.softmax(dim=1)


def log_softmax(scores: Tensor) -> Tensor:
    return scores.log_softmax(dim=1)


# Cross-entropy: LL101, LL106, LL107, LL108


@pytest.mark.parametrize("classes", [2, 3, 10, 50])
@pytest.mark.parametrize(
    ("activation", "form"),
    [
        (softmax, FormName.SOFTMAX),
        (torch.sigmoid, FormName.SIGMOID),
        (torch.tanh, FormName.TANH),
        (F.hardsigmoid, FormName.UNIT_INTERVAL),
    ],
)
def test_cross_entropy_floor_of_a_two_sided_range(activation: Activation, form: FormName, classes: int) -> None:
    assert class_floor(activation, classes) == pytest.approx(floors.cross_entropy(classes, *RANGES[form]), abs=CLOSE)


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [(F.relu6, 0, 6), (lambda x: 2 * torch.sigmoid(x) - 1, -1, 1), (lambda x: 10 * torch.tanh(x), -10, 10)],
)
def test_cross_entropy_floor_after_constant_scaling(activation: Activation, low: float, high: float) -> None:
    assert class_floor(activation) == pytest.approx(floors.cross_entropy(10, low, high), abs=CLOSE)


@pytest.mark.parametrize(
    "activation",
    [lambda x: x, log_softmax, F.relu, F.softplus, F.elu, F.gelu, F.silu, F.logsigmoid, torch.exp],
    ids=["logits", "log_softmax", "relu", "softplus", "elu", "gelu", "silu", "logsigmoid", "exp"],
)
def test_cross_entropy_has_no_floor_without_a_second_bound(activation: Activation) -> None:
    assert class_floor(activation) < CLOSE


def test_relu_before_cross_entropy_stops_the_gradient() -> None:
    scores = torch.tensor([[-1.0, 2.0, 3.0]], requires_grad=True)
    (gradient,) = torch.autograd.grad(F.cross_entropy(F.relu(scores), torch.tensor([0])), scores)
    assert gradient[0, 0] == 0.0  # the true class, below zero, stays there


def test_log_softmax_before_cross_entropy_changes_nothing() -> None:
    scores = torch.randn(4, 10, dtype=torch.float64, requires_grad=True)
    labels = torch.randint(10, (4,))
    once, twice = F.cross_entropy(scores, labels), F.cross_entropy(log_softmax(scores), labels)
    assert torch.allclose(once, twice)
    assert torch.allclose(torch.autograd.grad(once, scores)[0], torch.autograd.grad(twice, scores)[0])


@pytest.mark.parametrize("activation", [F.logsigmoid, lambda x: (1 - torch.sigmoid(x)).log()])
def test_other_logarithms_before_cross_entropy_are_another_loss(activation: Activation) -> None:
    scores, labels = torch.randn(4, 10, dtype=torch.float64), torch.randint(10, (4,))
    assert not torch.allclose(F.cross_entropy(activation(scores), labels), F.nll_loss(activation(scores), labels))


def test_the_gradient_shrinks_through_a_second_softmax() -> None:
    scores = torch.zeros(1, 10, requires_grad=True)
    sizes = [
        torch.autograd.grad(F.cross_entropy(activation(scores), torch.tensor([0])), scores)[0].norm().item()
        for activation in (lambda x: x, softmax)
    ]
    assert sizes[1] < sizes[0] / 9


# Binary cross-entropy on logits: LL102, LL105, LL107


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [
        (torch.sigmoid, 0, 1),
        (torch.tanh, -1, 1),
        (F.relu, 0, math.inf),
        (F.softplus, 0, math.inf),
        (torch.exp, 0, math.inf),
        (F.elu, -1, math.inf),
        (F.gelu, -0.16997, math.inf),
        (F.silu, -0.27846, math.inf),
        (F.logsigmoid, -math.inf, 0),
        (lambda x: 30 * torch.tanh(x / 30), -30, 30),
    ],
    ids=["sigmoid", "tanh", "relu", "softplus", "exp", "elu", "gelu", "silu", "logsigmoid", "wide-tanh"],
)
def test_bce_with_logits_floor(activation: Activation, low: float, high: float) -> None:
    positive, negative = floors.bce_with_logits(low, high)
    assert binary_floor(activation, 1.0) == pytest.approx(positive, abs=CLOSE)
    assert binary_floor(activation, 0.0) == pytest.approx(negative, abs=CLOSE)


@pytest.mark.parametrize(
    ("activation", "one", "zero"),
    [
        (torch.sigmoid, 0.31327, 0.69315),
        (torch.tanh, 0.31327, 0.31327),
        (F.relu, 0.0, 0.69315),
        (F.gelu, 0.0, 0.6118),
        (F.silu, 0.0, 0.5636),
        (F.elu, 0.0, 0.3133),
        (F.logsigmoid, 0.6931, 0.0),
    ],
    ids=["sigmoid", "tanh", "relu", "gelu", "silu", "elu", "logsigmoid"],
)
def test_bce_with_logits_truth_table(activation: Activation, one: float, zero: float) -> None:
    assert binary_floor(activation, 1.0) == pytest.approx(one, abs=CLOSE)
    assert binary_floor(activation, 0.0) == pytest.approx(zero, abs=CLOSE)


def test_log_softmax_into_bce_with_logits_never_says_yes() -> None:
    assert binary_floor(log_softmax, 1.0, classes=3) >= 0.6931


def test_a_sigmoid_of_a_sigmoid_is_confined() -> None:
    scores = torch.linspace(-50, 50, 1001, dtype=torch.float64)
    twice = torch.sigmoid(torch.sigmoid(scores))
    assert twice.min().item() == pytest.approx(floors.sigmoid(0.0))
    assert twice.max().item() == pytest.approx(floors.sigmoid(1.0))


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_softmax_into_bce_with_logits_on_one_hot(classes: int) -> None:
    target = F.one_hot(torch.tensor([0]), classes).double()
    measured = lowest(lambda scores: F.binary_cross_entropy_with_logits(softmax(scores), target), classes)
    assert measured == pytest.approx(floors.softmax_into_bce_with_logits(classes), abs=CLOSE)


# Binary cross-entropy on probabilities: LL105


@pytest.mark.parametrize(("classes", "ones"), [(3, 1), (3, 2), (4, 2), (5, 3)])
def test_softmax_into_bce_with_several_labels(classes: int, ones: int) -> None:
    """The probability is shared evenly, except that all labels of all classes leave nothing to share with."""
    target = torch.tensor([[1.0] * ones + [0.0] * (classes - ones)], dtype=torch.float64)
    measured = lowest(lambda scores: F.binary_cross_entropy(softmax(scores), target), classes)
    assert measured == pytest.approx(floors.softmax_into_bce(classes, ones), abs=CLOSE)


def test_softmax_into_bce_is_proper_for_targets_that_sum_to_one() -> None:
    target = torch.tensor([[0.6, 0.3, 0.1]], dtype=torch.float64)
    at_target = F.binary_cross_entropy(target, target).item()
    assert lowest(lambda scores: F.binary_cross_entropy(softmax(scores), target), 3) == pytest.approx(
        at_target, abs=CLOSE
    )


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_softmax_over_two_units_into_bce_is_cross_entropy(share: float) -> None:
    scores = torch.randn(6, 2, dtype=torch.float64)
    target = torch.tensor([[share, 1 - share]], dtype=torch.float64).expand(6, 2)
    assert torch.allclose(F.binary_cross_entropy(softmax(scores), target), F.cross_entropy(scores, target))


# Negative log-likelihood: LL104, LL110


def test_nll_of_raw_scores_has_no_bound() -> None:
    assert lowest(lambda scores: F.nll_loss(scores, torch.tensor([0])), 10) < -100


@pytest.mark.parametrize("activation", [softmax, torch.sigmoid, torch.tanh])
def test_nll_of_bounded_values_ends_at_minus_one(activation: Activation) -> None:
    assert lowest(lambda scores: F.nll_loss(activation(scores), torch.tensor([0])), 10) == pytest.approx(-1, abs=CLOSE)


def test_nll_of_a_softmax_has_no_gradient_where_it_is_wrong() -> None:
    p = 0.001
    scores = torch.tensor([[math.log(p), math.log(1 - p)]], dtype=torch.float64, requires_grad=True)
    wrong, right = (
        torch.autograd.grad(F.nll_loss(activation(scores), torch.tensor([0])), scores)[0][0, 0].abs().item()
        for activation in (softmax, log_softmax)
    )
    assert wrong == pytest.approx(p * (1 - p))
    assert wrong == pytest.approx(right * p)


def test_nll_of_log_sigmoid_leaves_the_other_classes_alone() -> None:
    scores = torch.randn(1, 4, requires_grad=True)
    (gradient,) = torch.autograd.grad(F.nll_loss(F.logsigmoid(scores), torch.tensor([2])), scores)
    assert gradient[0].nonzero().flatten().tolist() == [2]


def test_nll_of_both_log_sigmoids_is_bce_with_logits() -> None:
    scores, labels = torch.randn(8, dtype=torch.float64), torch.randint(2, (8,))
    both = torch.stack([F.logsigmoid(-scores), F.logsigmoid(scores)], dim=1)
    assert torch.allclose(F.nll_loss(both, labels), F.binary_cross_entropy_with_logits(scores, labels.double()))


def test_nll_picks_the_true_class() -> None:
    p, labels = softmax(torch.randn(8, 5)), torch.randint(5, (8,))
    assert torch.equal(-F.nll_loss(p, labels, reduction="none"), p.gather(1, labels[:, None])[:, 0])


def test_the_exponent_of_nll_picks_it_of_logarithms_only() -> None:
    p, labels = softmax(torch.randn(8, 5)), torch.randint(5, (8,))
    picked = torch.exp(-F.nll_loss(p.log(), labels, reduction="none"))
    assert torch.allclose(picked, p.gather(1, labels[:, None])[:, 0])
    of_probabilities = torch.exp(-F.nll_loss(p, labels, reduction="none"))
    assert bool((of_probabilities >= 1).all())
    assert bool((of_probabilities <= math.e).all())


@pytest.mark.parametrize("classes", [2, 10])
def test_log_softmax_of_a_softmax_has_the_floor_of_both(classes: int) -> None:
    measured = lowest(lambda scores: F.nll_loss(log_softmax(softmax(scores)), torch.tensor([0])), classes)
    assert measured == pytest.approx(floors.cross_entropy(classes, 0.0, 1.0), abs=CLOSE)
    assert math.exp(-measured) == pytest.approx(floors.largest_probability(classes), abs=CLOSE)


def two_sigmoids(scores: Tensor, target: Tensor) -> Tensor:
    return F.binary_cross_entropy(scores.sigmoid().sigmoid(), target)


def test_bce_of_two_sigmoids_has_the_floor_of_both() -> None:
    for label, floor in zip((1.0, 0.0), floors.bce_with_logits(0.0, 1.0), strict=True):
        target = torch.full((1, 1), label, dtype=torch.float64)
        measured = lowest(partial(two_sigmoids, target=target), 1)
        assert measured == pytest.approx(floor, abs=CLOSE)


# What raises, and what is constant: LL103, LL109, LL111, LL118


@pytest.mark.parametrize("values", [[-0.1], [1.1]])
def test_bce_raises_outside_the_unit_interval(values: list[float]) -> None:
    with pytest.raises(RuntimeError, match=r"all elements of input should be between 0 and 1"):
        F.binary_cross_entropy(torch.tensor(values), torch.ones(1))


def test_one_class_is_always_right() -> None:
    scores = torch.randn(8, 1, requires_grad=True)
    assert torch.equal(scores.softmax(-1), torch.ones(8, 1))
    for target in (torch.zeros(8, dtype=torch.long), torch.rand(8, 1)):
        value = F.cross_entropy(scores, target)
        assert value.item() == 0.0
        assert torch.autograd.grad(value, scores)[0].abs().max().item() == 0.0
    with pytest.raises(IndexError):
        F.cross_entropy(scores, torch.ones(8, dtype=torch.long))
    with pytest.raises(IndexError):
        F.nll_loss(scores, torch.ones(8, dtype=torch.long))


@pytest.mark.parametrize("loss", [F.binary_cross_entropy_with_logits, F.binary_cross_entropy])
def test_binary_losses_want_a_target_of_their_own_shape(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    with pytest.raises(ValueError, match=re.escape("torch.Size([8])")):
        loss(torch.rand(8, 3), torch.zeros(8, dtype=torch.long))
    with pytest.raises(ValueError, match=re.escape("torch.Size([8, 4])")):
        loss(torch.rand(8, 3), torch.zeros(8, 4))


def test_cross_entropy_wants_as_many_shares_as_scores() -> None:
    with pytest.raises((RuntimeError, ValueError)):
        F.cross_entropy(torch.rand(8, 4), torch.rand(8, 3))


# The pages state what the formulas give


STATED = {
    "LL101": [floors.cross_entropy(classes, 0, 1) for classes in (2, 10, 1000)],
    "LL102": floors.bce_with_logits(0, 1),
    "LL105": [floors.softmax_into_bce(3, 2), floors.softmax_into_bce_with_logits(10), floors.sigmoid(1)],
    "LL106": [floors.cross_entropy(10, 0, 1)],
    "LL107": [floors.cross_entropy(10, -1, 1), *(floors.softplus(low) for low in (0, -0.16997, -0.27846, -1))],
    "LL110": [floors.largest_probability(10), floors.cross_entropy(10, 0, 1), *floors.bce_with_logits(0, 1)],
}


@pytest.mark.parametrize("code", STATED)
def test_pages_state_the_numbers(code: str) -> None:
    stated = {
        float(number) for number in re.findall(r"\d\.\d{3,}", load_rules()[code].page.partition("## Examples")[0])
    }
    wanted = {next((s for s in stated if math.isclose(s, number, abs_tol=6e-4)), number) for number in STATED[code]}
    assert wanted <= stated


# The pages quote the framework's documentation


STABLE = "https://docs.pytorch.org/docs/stable/"
GENERATED = STABLE + "generated/"
REFERENCES = [
    pytest.param(name, url, quote, id=f"{code}-{name}")
    for code, rule in load_rules().items()
    for name, url, quote in re.findall(r"- \[(torch\.[\w.]+)\]\((\S+)\)(?:.*?\"(.+)\")?", rule.page)
]


@pytest.mark.parametrize(("name", "url", "quote"), REFERENCES)
def test_references_exist_and_say_what_is_quoted(name: str, url: str, quote: str) -> None:
    found = pydoc.locate(name)
    assert found is not None
    own = f"{GENERATED}{name}.html"
    page = url.partition("#")[0].removeprefix(STABLE).removesuffix(".html")
    about = page.removeprefix("generated/").removeprefix("torch.")  # of the module or class around, or a note on it
    assert url == own if inspect.isclass(found) else url.startswith(STABLE) and about in name
    assert plain(quote) in plain(inspect.getdoc(found) or "")


def plain(text: str) -> str:
    """Documentation without its markup: roles, literals, emphasis and line breaks."""
    return " ".join(
        re.sub(r":\w+:`(?:~[\w.]*\.)?([^`<]*)[^`]*`", r"\1", text).replace("`", "").replace("*", "").split()
    )
