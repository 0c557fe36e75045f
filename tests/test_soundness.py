"""What losslint claims of a form is true: the same expression is run on a real tensor and on its form, one operation at a time
and in chains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from losslint.forms import Form, FormName
from soundness import Symbolic, data_samples, samples, violation

EXPRESSIONS: dict[str, Callable[[Any], Any]] = {
    "x + x": lambda x: x + x,
    "x * x": lambda x: x * x,
    "1 - x": lambda x: 1 - x,
    "2 * x - 1": lambda x: 2 * x - 1,
    "(x + 1) / 2": lambda x: (x + 1) / 2,
    "x / 0.07": lambda x: x / 0.07,
    "-x": lambda x: -x,
    "abs": abs,
    "x ** 2": lambda x: x**2,
    "x ** 3": lambda x: x**3,
    "1 / (1 + exp)": lambda x: 1 / (1 + (-x).exp()),
    "x > 0": lambda x: x > 0,
    "x + 1e-7": lambda x: x + 1e-7,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "log1p": lambda x: x.log1p(),
    "(-x).log1p": lambda x: (-x).log1p(),
    "sqrt": lambda x: x.sqrt(),
    "reciprocal": lambda x: x.reciprocal(),
    "sigmoid": lambda x: x.sigmoid(),
    "softmax(-1)": lambda x: x.softmax(-1),
    "softmax(0)": lambda x: x.softmax(0),
    "log_softmax(1)": lambda x: x.log_softmax(1),
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: x.relu(),
    "sin": lambda x: x.sin(),
    "erf": lambda x: x.erf(),
    "clamp(0, 1)": lambda x: x.clamp(0, 1),
    "clamp(min)": lambda x: x.clamp(min=-0.5),
    "clamp(max)": lambda x: x.clamp(max=0.3),
    "clamp guard": lambda x: x.clamp(1e-6, 1 - 1e-6),
    "sum": lambda x: x.sum(),
    "sum(1)": lambda x: x.sum(1),
    "sum(-1, keepdim)": lambda x: x.sum(-1, keepdim=True),
    "mean": lambda x: x.mean(),
    "mean(0)": lambda x: x.mean(0),
    "mean(1)": lambda x: x.mean(1),
    "mean((0, 1))": lambda x: x.mean((0, 1)),
    "prod(1)": lambda x: x.prod(1),
    "1 - (1 - x).prod(1)": lambda x: 1 - (1 - x).prod(1),
    "amax(1)": lambda x: x.amax(1),
    "max()": lambda x: x.max(),
    "max(1)": lambda x: x.max(1)[0],
    "max(1) indices": lambda x: x.max(1)[1],
    "min(-1)": lambda x: x.min(-1)[0],
    "median(0)": lambda x: x.median(0)[0],
    "topk": lambda x: x.topk(2, -1)[0],
    "sort": lambda x: x.sort(-1)[0],
    "logsumexp(1)": lambda x: x.logsumexp(1),
    "norm": lambda x: x.norm(),
    "std(0)": lambda x: x.std(0),
    "cumsum(1)": lambda x: x.cumsum(1),
    "cumprod(1)": lambda x: x.cumprod(1),
    "(1 - x).cumprod(1)": lambda x: (1 - x).cumprod(1),
    "exp().cumsum(1).log": lambda x: x.exp().cumsum(1).log(),
    "argmax(1)": lambda x: x.argmax(1),
    "round": lambda x: x.round(),
    "long": lambda x: x.long(),
    "detach": lambda x: x.detach(),
    "data": lambda x: x.data,
    "mT": lambda x: x.mT,
    "x[0]": lambda x: x[0],
    "x[:, 0]": lambda x: x[:, 0],
    "x[:, 1:]": lambda x: x[:, 1:],
    "x[:, 1:].sum(1)": lambda x: x[:, 1:].sum(1),
    "x[..., 0]": lambda x: x[..., 0],
    "x[..., :2]": lambda x: x[..., :2],
    "x[:, None]": lambda x: x[:, None],
    "x[[0, 1]]": lambda x: x[[0, 1]],
    "x[-1, ..., 0]": lambda x: x[-1, ..., 0],
    "unsqueeze(1)": lambda x: x.unsqueeze(1),
    "unsqueeze(-1)": lambda x: x.unsqueeze(-1),
    "squeeze": lambda x: x.unsqueeze(0).squeeze(0),
    "squeeze()": lambda x: x.squeeze(),
    "transpose(0, 1)": lambda x: x.transpose(0, 1),
    "transpose(1, -1)": lambda x: x.transpose(1, -1),
    "reshape(-1)": lambda x: x.reshape(-1),
    "view(-1, 2)": lambda x: x.contiguous().view(-1, 2),
    "flatten(1)": lambda x: x.flatten(1),
    "flatten()": lambda x: x.flatten(),
    "chunk": lambda x: x.chunk(2, 1)[0],
    "split(1, -1)": lambda x: x.split(1, -1)[0],
    "unbind(1)": lambda x: x.unbind(1)[0],
    "narrow": lambda x: x.narrow(-1, 0, 2),
    "select": lambda x: x.select(1, 0),
    "masked_fill": lambda x: x.masked_fill(0, 0.5) if isinstance(x, Symbolic) else x.masked_fill(x > 1, 0.5),
    "flip": lambda x: x.flip(0),
    "tril": lambda x: x.tril(),
    "bernoulli": lambda x: x.sigmoid().bernoulli(),
    "focal": lambda x: (1 - x.sigmoid()) ** 2 * x.sigmoid().log(),
    "x @ x^T": lambda x: x @ x.transpose(-1, -2),
    "x - mean": lambda x: x - x.mean(),
    "x - x.mean(1)": lambda x: x - x.mean(1, keepdim=True),
    "add": lambda x: x.add(x, alpha=2),
    "mul": lambda x: x.mul(3),
    "div": lambda x: x.div(2),
    "sub": lambda x: x.sub(1),
    "pow": lambda x: x.pow(2),
    "neg": lambda x: x.neg(),
    "square": lambda x: x.square(),
    "logit": lambda x: x.sigmoid().logit(),
}

SHAPES = {
    "matrix": ((5, 6), 1, True),
    "matrix of unknown rank": ((5, 6), -1, False),
    "channels first": ((4, 6, 8), 1, True),
    "last of three, unknown rank": ((4, 6, 8), -1, False),
}
NAMES = sorted(samples(2, 2, dim=1))


def disagreement(expression: Callable[[Any], Any], claim: Form, tensor: torch.Tensor) -> str | None:
    found = expression(Symbolic(claim))
    real = expression(tensor)
    return violation(found.form, real, gradient=found.form.name is not FormName.HARD)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.filterwarnings("ignore")
def test_claims_hold_on_real_tensors(expression: str, shape: str) -> None:
    torch.manual_seed(0)
    sizes, dim, known_rank = SHAPES[shape]
    each = samples(*sizes, dim=dim, known_rank=known_rank) | data_samples(*sizes, known_rank=known_rank)
    for sample, (claim, make) in each.items():
        tensor = make()
        try:
            EXPRESSIONS[expression](tensor)
        except RuntimeError:
            continue  # torch refuses it: long() on a view, mean() of integers
        wrong = disagreement(EXPRESSIONS[expression], claim, tensor)
        assert wrong is None, f"{expression} of {sample}: {wrong}"


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(sorted(SHAPES)),
    st.lists(st.sampled_from(sorted(EXPRESSIONS)), min_size=2, max_size=4),
)
@pytest.mark.filterwarnings("ignore")
def test_chains_of_operations_claim_nothing_false(sample: str, shape: str, chain: list[str]) -> None:
    torch.manual_seed(0)
    sizes, dim, known_rank = SHAPES[shape]
    claim, make = samples(*sizes, dim=dim, known_rank=known_rank)[sample]
    symbolic, tensor = Symbolic(claim), make()
    for step in chain:
        try:
            tensor = EXPRESSIONS[step](tensor)
        except (RuntimeError, IndexError):
            return
        if tensor.dim() < 2:  # of an unknown rank the first dimension is taken not to be the last
            return
        symbolic = EXPRESSIONS[step](symbolic)
        wrong = violation(symbolic.form, tensor, gradient=False)
        assert wrong is None, f"{' · '.join(chain)} of {sample}: {wrong}"
