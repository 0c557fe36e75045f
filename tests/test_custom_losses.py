"""Losses of a project's own that end in arithmetic: which calls are listed as one."""

from __future__ import annotations

from pathlib import Path

from losslint.runner import analyse

HOOK = """
import torch
from torch import nn


class Module(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 3)

    def probabilities(self, scores):
        return scores.softmax(dim=-1)

    def distance(self, scores, target):
        return (scores - target).abs().mean()

    def training_step(self, batch, index):
        x, y = batch
        scores = self.head(x)
        loss = self.distance(scores, y)
        return {"loss": loss, "log": {"probabilities": self.probabilities(scores)}}
"""


def test_what_a_training_hook_returns_beside_its_loss_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(HOOK, encoding="utf-8")
    [row] = analyse([tmp_path], cwd=tmp_path).pairs
    assert (row.loss, row.output, row.place.line) == ("custom", "logits", 20)


SIDES = """
import torch
from torch import nn
from torch.nn import functional as F


class Contrastive(nn.Module):
    def forward(self, first, second, same):
        apart = F.pairwise_distance(first, second)
        return (same * apart.pow(2) + (1 - same) * (2.0 - apart).clamp(min=0).pow(2)).mean()


net, criterion = nn.Linear(4, 2), Contrastive()
x, y, same = torch.rand(8, 4), torch.rand(8, 4), torch.ones(8)
criterion(net(x), net(y), same).backward()
criterion(net(x), net(y).sigmoid(), same).backward()
"""


def test_of_several_outputs_of_one_form_any_is_the_output(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(SIDES, encoding="utf-8")
    alike, different = analyse([tmp_path], cwd=tmp_path).pairs
    assert (alike.loss, alike.output) == ("custom", "logits")
    assert different.output == "unknown"
    assert "of different forms" in (different.unknown_because or "")
