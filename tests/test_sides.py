"""Which side of a symmetric loss is the output."""

from __future__ import annotations

from pathlib import Path

import pytest

from losslint.runner import analyse

PROGRAM = """
import torch
from torch import nn
from torch.nn import functional as F

net, teacher = nn.Linear(4, 2), nn.Sequential(nn.Linear(4, 2), nn.Tanh())


def train(batch):
    x, y = batch
    scores = net(x)
    return {loss}


train(torch.load("batch.pt"))
"""


@pytest.mark.parametrize(
    ("loss", "output"),
    [
        ("F.mse_loss(scores, y)", "logits"),
        ("F.mse_loss(y, scores)", "logits"),
        ("nn.L1Loss()(y, scores)", "logits"),
        ("F.smooth_l1_loss(input=y, target=scores)", "logits"),
        ("F.huber_loss(torch.rand(2, 2), scores)", "logits"),
        ("F.mse_loss(y, scores.detach())", "unknown"),  # nothing says that the other side is what learns
        ("F.mse_loss(teacher(x), scores)", "tanh"),  # both are models: in the order of the arguments
        ("F.cross_entropy(y, scores)", "unknown"),
        ("F.kl_div(y, scores)", "unknown"),
    ],
)
def test_the_output_of_a_symmetric_loss_is_what_a_model_computed(tmp_path: Path, loss: str, output: str) -> None:
    (tmp_path / "train.py").write_text(PROGRAM.format(loss=loss), encoding="utf-8")
    [row] = analyse([tmp_path], cwd=tmp_path).pairs
    assert row.output == output
