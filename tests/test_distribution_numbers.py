"""What LL114 says of torch.distributions, measured: which parameters raise, which are taken silently, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from losslint.rules import floors

pytest.importorskip("torch")
import torch
from torch import Tensor
from torch import distributions as td
from torch.nn import functional as F  # noqa: N812

SCORES = torch.linspace(-3, 3, 15).reshape(5, 3) + torch.tensor([0.2, -0.3, 0.1])
FORMS: dict[str, Callable[[Tensor], Tensor]] = {
    "logits": lambda x: x,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: x.softmax(1),
    "log-softmax": lambda x: x.log_softmax(1),
    "log-sigmoid": F.logsigmoid,
    "tanh": torch.tanh,
    "positive": F.softplus,
    "elu": F.elu,
    "silu": F.silu,
}
NEGATIVE = {"logits", "log-softmax", "log-sigmoid", "tanh", "elu", "silu"}
WEIGHED: dict[str, Callable[[Tensor], object]] = {
    "Categorical": td.Categorical,
    "OneHotCategorical": td.OneHotCategorical,
    "Multinomial": lambda p: td.Multinomial(10, p),
    "RelaxedOneHotCategorical": lambda p: td.RelaxedOneHotCategorical(torch.tensor(1.0), p),
}
BINARY: dict[str, Callable[[Tensor], object]] = {
    "Bernoulli": td.Bernoulli,
    "Geometric": td.Geometric,
    "Binomial": lambda p: td.Binomial(10, p),
    "NegativeBinomial": lambda p: td.NegativeBinomial(10, p),
    "RelaxedBernoulli": lambda p: td.RelaxedBernoulli(torch.tensor(1.0), p),
}
ZERO = torch.zeros(())
POSITIVE: dict[str, Callable[[Tensor], object]] = {
    "Normal": lambda s: td.Normal(ZERO, s),
    "Laplace": lambda s: td.Laplace(ZERO, s),
    "Cauchy": lambda s: td.Cauchy(ZERO, s),
    "LogNormal": lambda s: td.LogNormal(ZERO, s),
    "Gumbel": lambda s: td.Gumbel(ZERO, s),
    "StudentT": lambda s: td.StudentT(torch.tensor(3.0), ZERO, s),
    "HalfNormal": td.HalfNormal,
    "HalfCauchy": td.HalfCauchy,
    "Poisson": td.Poisson,
    "Exponential": td.Exponential,
    "Gamma": lambda s: td.Gamma(s, torch.ones(())),
    "Beta": lambda s: td.Beta(s, torch.ones(5, 3)),
    "Dirichlet": td.Dirichlet,
}  # fmt: skip


def refused(make: Callable[[Tensor], object]) -> set[str]:
    """The forms that the distribution raises on."""
    found = set()
    for name, function in FORMS.items():
        try:
            make(function(SCORES))
        except ValueError:
            found.add(name)
    return found


@pytest.mark.parametrize("name", WEIGHED)
def test_weights_are_refused_where_their_signs_differ_and_taken_where_all_are_negative(name: str) -> None:
    assert refused(WEIGHED[name]) == NEGATIVE - {"log-softmax", "log-sigmoid"}


@pytest.mark.parametrize("name", BINARY)
def test_a_probability_outside_0_and_1_is_refused(name: str) -> None:
    assert refused(BINARY[name]) == NEGATIVE | {"positive"}


@pytest.mark.parametrize("name", POSITIVE)
def test_a_scale_or_rate_that_is_negative_is_refused(name: str) -> None:
    assert refused(POSITIVE[name]) == NEGATIVE


def test_log_probabilities_as_weights_stand_upside_down() -> None:
    p = torch.tensor([0.7, 0.2, 0.1])
    assert td.Categorical(p.log()).probs.tolist() == pytest.approx([0.0836, 0.3770, 0.5394], abs=1e-4)


def test_a_softmax_as_logits_is_capped() -> None:
    sure = torch.tensor([1.0, 0.0, 0.0])
    assert td.Categorical(logits=sure).probs.max().item() == pytest.approx(0.576, abs=1e-3)
    assert floors.largest_probability(3) == pytest.approx(0.576, abs=1e-3)
    assert td.Bernoulli(logits=torch.tensor([0.0, 1.0])).probs.tolist() == pytest.approx([0.5, 0.731], abs=1e-3)


def test_what_is_silent_is_right() -> None:
    p = SCORES.softmax(1)
    for right in (
        td.Categorical(p),
        td.Categorical(7 * p),
        td.Categorical(logits=SCORES),
        td.Categorical(logits=p.log()),
    ):
        assert torch.allclose(right.probs, p, atol=1e-6)
    assert torch.allclose(td.Bernoulli(SCORES.sigmoid()).logits, SCORES, atol=1e-4)


def test_the_first_argument_is_probs() -> None:
    for make in (td.Categorical, td.OneHotCategorical, td.Bernoulli, td.Geometric):
        assert make(torch.tensor([0.5, 0.5])).probs.tolist() == [0.5, 0.5]
