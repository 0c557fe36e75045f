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
