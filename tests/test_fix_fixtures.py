"""What every fix must hold, on every project under fixtures/: the files parse, a second run changes nothing, nothing new is
said, and every finding that was mended is gone. And on real torch: the floor under the loss is gone."""

from __future__ import annotations

import ast
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from fixing import judged, losslint, mended
from losslint.fix.write import write_all
from losslint.runner import Run

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
PROJECTS = sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())


def codes(run: Run) -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in judged(run))


@pytest.mark.parametrize("unsafe", [True, False], ids=["unsafe", "safe"])
@pytest.mark.parametrize("project", PROJECTS, ids=lambda folder: folder.name)
def test_fixes_hold(project: Path, tmp_path: Path, unsafe: bool) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project, folder)
    before, result = mended(folder, unsafe=unsafe)
    write_all(result.changes(before))
    again, second = mended(folder, unsafe=unsafe)
    assert not second.contents, "a second run changes something"
    assert codes(again) <= codes(before), "something new is said"
    assert codes(again).total() <= codes(before).total() - len({d.place for d in result.fixed})
    for change in result.changes(before):
        if change.path.suffix == ".py":
            ast.parse(change.new)
        else:
            assert set(json.loads(change.new)) == set(json.loads(change.old))
    assert {p.relative_to(folder) for p in folder.rglob("*")} == {p.relative_to(project) for p in project.rglob("*")}


SCRIPT = """\
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(32, 20)
{target}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, {units}){layer})

    def forward(self, x):
        return {forward}


net = Net()
criterion = {loss}
optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
for _ in range(200):
    optimizer.zero_grad()
    loss = {call}
    loss.backward()
    optimizer.step()
print(loss.item())
"""
CLASSES = "y = torch.randint(0, 10, (32,))"
LABELS = "y = torch.randint(0, 2, (32, 3)).float()"
TRAINED = {
    "softmax in the model": (
        {"target": CLASSES, "units": 10, "layer": ", nn.Softmax(dim=1)", "forward": "self.body(x)"},
        "nn.CrossEntropyLoss()",
        "criterion(net(x), y)",
        1.46,
    ),
    "softmax at the loss": (
        {"target": CLASSES, "units": 10, "layer": "", "forward": "self.body(x)"},
        "nn.CrossEntropyLoss()",
        "criterion(F.softmax(net(x), dim=1), y)",
        1.46,
    ),
    "sigmoid in forward": (
        {"target": LABELS, "units": 3, "layer": "", "forward": "torch.sigmoid(self.body(x))"},
        "nn.BCEWithLogitsLoss()",
        "criterion(net(x), y)",
        0.31,
    ),
    "tanh in the model": (
        {"target": CLASSES, "units": 10, "layer": ", nn.Tanh()", "forward": "self.body(x)"},
        "nn.CrossEntropyLoss()",
        "criterion(net(x), y)",
        0.79,
    ),
}


@pytest.mark.parametrize(("parts", "loss", "call", "floor"), TRAINED.values(), ids=TRAINED)
def test_the_floor_is_gone_on_real_torch(
    parts: dict[str, object], loss: str, call: str, floor: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT.format(**parts, loss=loss, call=call))
    before = trained(script, capsys)
    assert losslint(tmp_path, "--fix", "--unsafe-fixes", ".").returncode == 0
    assert before >= floor
    assert trained(script, capsys) < 0.05


def trained(script: Path, capsys: pytest.CaptureFixture[str]) -> float:
    """The last loss that a script prints, run in this process: torch is loaded once."""
    exec(compile(script.read_text(), str(script), "exec"), {"__name__": "__main__"})  # noqa: S102 - our own script
    return float(capsys.readouterr().out.split()[-1])
