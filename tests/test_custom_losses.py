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


DIVIDED = """
import torch
from torch import nn


class Settings:
    def steps(self, devices, nodes):
        return 64 // (devices * nodes)


def distance(scores, target):
    return (scores - target).abs().mean()


head, settings = nn.Linear(4, 3), Settings()
x, y = torch.rand(8, 4), torch.rand(8, 3)
loss = distance(head(x), y)
(loss / settings.steps(2, 1)).backward()
"""


def test_what_a_loss_is_divided_by_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(DIVIDED, encoding="utf-8")
    [row] = analyse([tmp_path], cwd=tmp_path).pairs
    assert (row.loss, row.output, row.place.line) == ("custom", "logits", 17)


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


HELPERS = """
import json
import sys

import torch
from torch import nn
from torch.cuda.amp import GradScaler
from torch.nn import functional as F


def spread(values, index):
    return torch.zeros(8).scatter_add_(0, index, values)


def settings(path):
    return json.load(open(path))


def distance(scores, target):
    return (scores - target).abs().mean()


def optimizer_of(net):
    return torch.optim.SGD(net.parameters(), lr=0.1)


class Critic(nn.Module):
    def forward(self, x):
        return somewhere(x)


net, critic = nn.Linear(4, 3), Critic()
x, y, labels, index = torch.rand(8, 4), torch.rand(8, 3), torch.zeros(8).long(), torch.arange(8)
config = settings(sys.argv[1])
optimizer = optimizer_of(net)
scaler = GradScaler()
each = F.cross_entropy(net(x), labels, reduction="none")
loss = spread(each, index).mean() + config["weight"] * distance(net(x), y)
loss = loss - critic(x).mean() + distance(x, y) ** 2
scaler.scale(loss).backward()
scaler.step(optimizer)
others = settings(sys.argv[2]), spread(x[:, 0], index), optimizer_of(net)
with torch.no_grad():
    print(distance(net(x), y))
"""


def test_a_helper_on_the_way_of_a_loss_is_no_loss_wherever_it_is_called(tmp_path: Path) -> None:
    """What hands on a known loss, what a factor is read from, what a scaler steps, a critic, what arithmetic is done with; a loss that
    grades is one everywhere."""
    (tmp_path / "module.py").write_text(HELPERS, encoding="utf-8")
    lines = HELPERS.splitlines()
    found = [(row.loss, row.output, lines[row.place.line - 1]) for row in analyse([tmp_path], cwd=tmp_path).pairs]
    assert found == [
        ("torch.nn.functional.cross_entropy", "logits", 'each = F.cross_entropy(net(x), labels, reduction="none")'),
        ("custom", "logits", 'loss = spread(each, index).mean() + config["weight"] * distance(net(x), y)'),
        ("custom", "unknown", "loss = loss - critic(x).mean() + distance(x, y) ** 2"),
        ("custom", "logits", "    print(distance(net(x), y))"),
    ]


INSIDE = """
import torch
import torch.nn.functional as F
from torch import nn


def regularised(scores, target, strength):
    return F.cross_entropy(scores, target) + strength * scores.pow(2).mean()


def distance(scores, target):
    return (scores - F.one_hot(target, 3)).abs().mean()


head = nn.Linear(4, 3)
x, y = torch.rand(8, 4), torch.randint(3, (8,))
regularised(head(x), y, 0.1).backward()
distance(head(x), y).backward()
"""


def test_a_known_loss_inside_is_listed_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(INSIDE, encoding="utf-8")
    assert [(row.loss, row.output, row.place.line) for row in analyse([tmp_path], cwd=tmp_path).pairs] == [
        ("torch.nn.functional.cross_entropy", "logits", 8),
        ("custom", "logits", 18),
    ]
