"""Fixes on small programs: what is edited, as safe or unsafe, what is left alone, and that comments and layout stay."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from fixing import HEAD, after, analysed, judged, mended, written
from losslint import mend, runner
from losslint.analysis import bounds
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.origins import Origins
from losslint.diagnostic import Applicability, Diagnostic, Severity
from losslint.fix.edit import edited_script
from losslint.fix.plan import Planner
from losslint.fix.tree import Texts
from losslint.knowledge import Knowledge
from losslint.place import Step
from losslint.runner import Run

SAFE = {
    "function": ("F.cross_entropy(F.softmax(net(x), 1), y).backward()", "F.cross_entropy(net(x), y).backward()"),
    "keyword": ("F.cross_entropy(input=F.softmax(net(x), dim=-1), target=y)", "F.cross_entropy(input=net(x), target=y)"),
    "method": ("nn.CrossEntropyLoss()(net(x).softmax(dim=1), y)", "nn.CrossEntropyLoss()(net(x), y)"),
    "layer": ("nn.CrossEntropyLoss()(nn.Softmax(dim=1)(net(x)), y)", "nn.CrossEntropyLoss()(net(x), y)"),
    "sigmoid": ("F.binary_cross_entropy_with_logits(torch.sigmoid(net(x)), z)", "F.binary_cross_entropy_with_logits(net(x), z)"),
    "log_softmax": ("F.cross_entropy(F.log_softmax(net(x), dim=1), y)", "F.cross_entropy(net(x), y)"),
    "through methods": ("nn.BCEWithLogitsLoss()(net(x).sigmoid().view(-1), z.view(-1))", "nn.BCEWithLogitsLoss()(net(x).view(-1), z.view(-1))"),
    "sum": ("F.cross_entropy(F.softmax(net(x) + net(x), 1), y)", "F.cross_entropy(net(x) + net(x), y)"),
    "sum, then a method": ("F.cross_entropy(F.softmax(net(x) + net(x), 1).float(), y)", "F.cross_entropy((net(x) + net(x)).float(), y)"),
    "several lines": (
        "F.cross_entropy(\n    F.softmax(\n        net(x),\n        dim=1,\n    ),  # kept\n    y,\n)",
        "F.cross_entropy(\n    net(x),  # kept\n    y,\n)",
    ),
    "local used once": ("p = F.softmax(net(x), dim=1)  # kept\nF.cross_entropy(p, y)", "p = net(x)  # kept\nF.cross_entropy(p, y)"),
    "local used twice, of a name": (
        "s = net(x)\np = F.softmax(s, dim=1)\nF.cross_entropy(p, y)\nprint(p.argmax(1))",
        "s = net(x)\np = F.softmax(s, dim=1)\nF.cross_entropy(s, y)\nprint(p.argmax(1))",
    ),
    "local in a function": (
        "def step(model):\n    p = model(x).softmax(1)\n    return F.cross_entropy(p, y)\nstep(net)",
        "def step(model):\n    p = model(x)\n    return F.cross_entropy(p, y)\nstep(net)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted"), SAFE.values(), ids=SAFE)
def test_what_the_loss_repeats_goes_safely(tmp_path: Path, before: str, wanted: str) -> None:
    assert after(tmp_path, {"train.py": HEAD + before + "\n"}, unsafe=False) == {"train.py": HEAD + wanted + "\n"}


NOT_SAFE = {
    "read again": "p = F.softmax(net(x), dim=1)\nF.cross_entropy(p, y)\nprint(p.max())",
    "changed on the way": "s = net(x)\np = F.softmax(s, 1)\ns = s * 2\nF.cross_entropy(p, y)\nprint(p)",
    "changed in place": "s = net(x)\np = F.softmax(s, 1)\ns.mul_(2)\nF.cross_entropy(p, y)\nprint(p)",
    "comment inside": "F.cross_entropy(F.softmax(  # why?\n    net(x), 1), y)",
    "other dtype": "F.cross_entropy(F.softmax(net(x), 1, dtype=torch.float32), y)",
    "over the batch": "F.cross_entropy(F.softmax(net(x), dim=0), y)",
    "not repeated": "F.cross_entropy(torch.sigmoid(net(x)), y)",
    "in the model": "m = nn.Sequential(net, nn.Softmax(dim=1))\nF.cross_entropy(m(x), y)",
    "the loss's partner": "nn.BCELoss()(net(x), z)",
    "one way of two": (
        "def loss(output, criterion):\n    return criterion(F.softmax(output, 1), y)\n"
        "loss(net(x), nn.CrossEntropyLoss())\nloss(net(x), lambda p, y: -p[:, 0].log().mean())"
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", NOT_SAFE.values(), ids=NOT_SAFE)
def test_nothing_that_others_may_see_is_safe(tmp_path: Path, code: str) -> None:
    assert after(tmp_path, {"train.py": HEAD + code + "\n"}, unsafe=False) == {}


UNSAFE = {
    "BCELoss": ("nn.BCELoss()(net(x), z)", "nn.BCEWithLogitsLoss()(net(x), z)"),
    "binary_cross_entropy": ("F.binary_cross_entropy(net(x), z)", "F.binary_cross_entropy_with_logits(net(x), z)"),
    "NLLLoss": ("nn.NLLLoss()(net(x), y)", "nn.CrossEntropyLoss()(net(x), y)"),
    "BCEWithLogitsLoss": (
        "m = nn.Sequential(net, nn.Sigmoid())\nnn.BCEWithLogitsLoss()(m(x), z)",
        "m = nn.Sequential(net, nn.Sigmoid())\nnn.BCELoss()(m(x), z)",
    ),
    "BCEWithLogitsLoss with a weight of its own": (
        "m = nn.Sequential(net, nn.Sigmoid())\nnn.BCEWithLogitsLoss(pos_weight=torch.ones(3))(m(x), z)",
        "m = nn.Sequential(net)\nnn.BCEWithLogitsLoss(pos_weight=torch.ones(3))(m(x), z)",
    ),
    "softmax into NLLLoss": ("nn.NLLLoss()(F.softmax(net(x), 1), y)", "nn.NLLLoss()(F.log_softmax(net(x), 1), y)"),
    "Softmax into NLLLoss": (
        "m = nn.Sequential(net, nn.Softmax(dim=1))\nnn.NLLLoss()(m(x), y)",
        "m = nn.Sequential(net, nn.LogSoftmax(dim=1))\nnn.NLLLoss()(m(x), y)",
    ),
    "CrossEntropyLoss": (
        "m = nn.Sequential(net, nn.LogSoftmax(dim=1))\nnn.CrossEntropyLoss()(m(x), y)",
        "m = nn.Sequential(net, nn.LogSoftmax(dim=1))\nnn.NLLLoss()(m(x), y)",
    ),
    "last layer on a line": (
        "m = nn.Sequential(\n    net,  # scores\n    nn.Softmax(dim=1),\n)\nF.cross_entropy(m(x), y)",
        "m = nn.Sequential(\n    net,  # scores\n)\nF.cross_entropy(m(x), y)",
    ),
    "last layer with a comment": (
        "m = nn.Sequential(\n    net,\n    nn.Softmax(dim=1),  # probabilities\n)\nF.cross_entropy(m(x), y)",
        "m = nn.Sequential(\n    net,\n    # probabilities\n)\nF.cross_entropy(m(x), y)",
    ),
    "last layer before the bracket": (
        "m = nn.Sequential(net,\n                  nn.Softmax(dim=1))\nF.cross_entropy(m(x), y)",
        "m = nn.Sequential(net)\nF.cross_entropy(m(x), y)",
    ),
    "list of layers": (
        "layers = [net]\nlayers.append(nn.Softmax(dim=1))\nm = nn.Sequential(*layers)\nF.cross_entropy(m(x), y)",
        "layers = [net]\nm = nn.Sequential(*layers)\nF.cross_entropy(m(x), y)",
    ),
    "named layers": (
        "from collections import OrderedDict\nm = nn.Sequential(OrderedDict([('a', net), ('b', nn.Softmax(1))]))\nF.cross_entropy(m(x), y)",
        "from collections import OrderedDict\nm = nn.Sequential(OrderedDict([('a', net)]))\nF.cross_entropy(m(x), y)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted"), UNSAFE.values(), ids=UNSAFE)
def test_unsafe_fixes_mend(tmp_path: Path, before: str, wanted: str) -> None:
    assert after(tmp_path, {"train.py": HEAD + before + "\n"}) == {"train.py": HEAD + wanted + "\n"}


NONE = {
    "layers picked by number": "m = nn.Sequential(net, nn.Softmax(dim=1))\nprint(m[0])\nF.cross_entropy(m(x), y)",
    "nothing left": "m = nn.Sequential(nn.Softmax(dim=1))\nF.cross_entropy(m(net(x)), y)",
    "another loss needs it": (
        "m = nn.Sequential(net, nn.Softmax(dim=1))\nF.cross_entropy(m(x), y)\nF.nll_loss(m(x).log(), y)"
    ),
    "hidden layers share it": (
        "layers = nn.ModuleList([nn.Linear(5, 5), nn.Linear(5, 5)])\nh = x\nfor layer in layers:\n"
        "    h = torch.relu(layer(h))\nF.cross_entropy(h, y)"
    ),
    "a layer in a list, its dimension by position": (
        "class Net(nn.Sequential):\n    def __init__(self):\n        layers = [nn.Linear(5, 3), nn.Softmax(-1)]\n"
        "        super().__init__(*layers)\nF.cross_entropy(Net()(x), y)"
    ),
    "both are given": (
        "def both(x):\n    s = net(x)\n    return s, s.softmax(1)\nF.cross_entropy(both(x)[1], y)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", NONE.values(), ids=NONE)
def test_what_is_not_understood_is_left_alone(tmp_path: Path, code: str) -> None:
    assert after(tmp_path, {"train.py": HEAD + code + "\n"}) == {}


IMPORTS = {
    "added": (
        "from torch.nn import BCELoss, Linear\nbce, other = BCELoss(), BCELoss()\nbce(Linear(2, 3)(x), z)\nother(z, z)\n",
        "from torch.nn import BCELoss, BCEWithLogitsLoss, Linear\nbce, other = BCEWithLogitsLoss(), BCELoss()\n",
    ),
    "exchanged": (
        "from torch.nn import BCELoss, Linear\nBCELoss()(Linear(2, 3)(x), z)\n",
        "from torch.nn import BCEWithLogitsLoss, Linear\nBCEWithLogitsLoss()(Linear(2, 3)(x), z)\n",
    ),
    "under another name": (
        "from torch.nn import BCELoss as Criterion, Linear\nCriterion()(Linear(2, 3)(x), z)\n",
        "from torch.nn import BCEWithLogitsLoss as Criterion, Linear\nCriterion()(Linear(2, 3)(x), z)\n",
    ),
    "already there": (
        "from torch.nn import BCELoss, BCEWithLogitsLoss as Logits, Linear\nBCELoss()(Linear(2, 3)(x), z)\n",
        "from torch.nn import BCELoss, BCEWithLogitsLoss as Logits, Linear\nLogits()(Linear(2, 3)(x), z)\n",
    ),
    "whole path": (
        "import torch.nn\ntorch.nn.BCELoss()(torch.nn.Linear(2, 3)(x), z)\n",
        "import torch.nn\ntorch.nn.BCEWithLogitsLoss()(torch.nn.Linear(2, 3)(x), z)\n",
    ),
}


@pytest.mark.parametrize(("code", "wanted"), IMPORTS.values(), ids=IMPORTS)
def test_imports_follow(tmp_path: Path, code: str, wanted: str) -> None:
    head = "import torch\nx, z = torch.randn(4, 2), torch.rand(4, 3)\n"
    changed = after(tmp_path, {"train.py": head + code})["train.py"]
    assert changed.startswith(head + wanted)


MODEL = """\
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(5, 3)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
{}
"""
TRAIN = """\
import torch
import torch.nn as nn
from model import Net

net = Net()
loss = nn.CrossEntropyLoss()(net(torch.randn(4, 5)), torch.tensor([0, 1, 2, 0]))
"""
FORWARDS = {
    "function": ("return F.softmax(self.fc(x), dim=1)", "return self.fc(x)"),
    "attribute": ("return self.softmax(self.fc(x))", "return self.fc(x)"),
    "method": ("return self.fc(x).softmax(1)", "return self.fc(x)"),
    "rebinding": ("x = self.fc(x)\nx = F.softmax(x, dim=1)  # kept\nreturn x", "x = self.fc(x)\n# kept\nreturn x"),
    "sum over lines": ("return F.softmax(self.fc(x)\n                 + 1, dim=1)", "return (self.fc(x)\n                 + 1)"),
    "dictionary": ('return {"out": F.softmax(self.fc(x), 1)}["out"]', 'return {"out": self.fc(x)}["out"]'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted"), FORWARDS.values(), ids=FORWARDS)
def test_an_activation_is_taken_out_of_the_model(tmp_path: Path, before: str, wanted: str) -> None:
    indented = "\n".join("        " + line if line[:1].strip() else line for line in before.split("\n"))
    mended_lines = "\n".join("        " + line if line[:1].strip() else line for line in wanted.split("\n"))
    changed = after(tmp_path, {"model.py": MODEL.format(indented), "train.py": TRAIN})
    assert changed == {"model.py": MODEL.format(mended_lines)}


def test_the_other_readers_are_named(tmp_path: Path) -> None:
    predict = (
        "import torch\nfrom train import net\n\nprobabilities = net(torch.randn(1, 5))\nprint(probabilities.max())\n"
    )
    forward = "        return F.softmax(self.fc(x), dim=1)"
    written(tmp_path, {"model.py": MODEL.format(forward), "train.py": TRAIN, "predict.py": predict})
    [fixed] = mended(tmp_path)[1].fixed
    assert fixed.fix is not None
    assert fixed.fix.applicability == "unsafe"
    assert fixed.fix.message == (
        "Remove `F.softmax` before `CrossEntropyLoss`; predict.py:5 reads the output too and gets scores instead"
    )


LOGS = {
    "softmax": ("torch.log(F.softmax(net(x), dim=1))", "F.log_softmax(net(x), dim=1)"),
    "methods": ("net(x).softmax(dim=1).log()", "net(x).log_softmax(dim=1)"),
    "half and half": ("torch.log(net(x).softmax(1))", "net(x).log_softmax(1)"),
    "torch's own": ("torch.softmax(net(x), 1).log()", "torch.log_softmax(net(x), 1)"),
    "sigmoid": ("torch.log(torch.sigmoid(net(x)))", "F.logsigmoid(net(x))"),
    "one minus sigmoid": ("torch.log(1 - torch.sigmoid(net(x)))", "F.logsigmoid(-net(x))"),
    "one minus sigmoid of a sum": ("torch.log(1 - (net(x) + 1).sigmoid())", "F.logsigmoid(-(net(x) + 1))"),
    "by name": (
        "s = net(x)\np = s.sigmoid()\nq = torch.log(p) + torch.log(1 - p)\nprint(p, q)",
        "s = net(x)\np = s.sigmoid()\nq = F.logsigmoid(s) + F.logsigmoid(-s)\nprint(p, q)",
    ),
    "softmax by name": (
        "s = net(x)\np = F.softmax(s, dim=1)\nF.nll_loss(torch.log(p), y)",
        "s = net(x)\np = F.softmax(s, dim=1)\nF.nll_loss(F.log_softmax(s, dim=1), y)",
    ),
    "another name now": (
        "s = net(x)\np = s.sigmoid()\ns = s + 1\nq = torch.log(p)",
        "s = net(x)\np = s.sigmoid()\ns = s + 1\nq = torch.log(p)",
    ),
    "one minus softmax": ("torch.log(1 - net(x).softmax(1))", "torch.log(1 - net(x).softmax(1))"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted"), LOGS.values(), ids=LOGS)
def test_a_logarithm_and_its_activation_become_one(tmp_path: Path, before: str, wanted: str) -> None:
    """Planned for every call of log as the rules LL301 and LL302 would place their findings."""
    written(tmp_path, {"train.py": HEAD + before + "\n"})
    run = analysed(tmp_path)
    texts = Texts(run.project)
    planner = Planner(texts, lambda _: Origins(Evaluator(run.project, Knowledge.load())), run.report)
    file = run.project.files[0]
    assert file.tree is not None
    calls = [node for node in ast.walk(file.tree) if isinstance(node, ast.Call)]
    logs = [call for call in calls if ast.unparse(call.func).endswith("log")]
    applied = tuple(Step(file.place(call), "applied") for call in calls if call not in logs)
    found = [Diagnostic("LL301", "log", Severity.WARNING, "", file.place(call), trail=applied) for call in logs]
    fixes = [fix for one in found for fix in planner.candidates(one)]
    assert all(fix.applicability is Applicability.SAFE for fix in fixes)
    edits = [edit for fix in fixes for edit in fix.edits]
    assert edited_script(file.data, edits).decode() == HEAD + wanted + "\n"


def test_readers_that_could_not_all_be_looked_at_are_not_said_to_be_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "READERS_STEPS", -1)
    forward = "        return F.softmax(self.fc(x), dim=1)"
    written(tmp_path, {"model.py": MODEL.format(forward), "train.py": TRAIN})
    [fixed] = mended(tmp_path)[1].fixed
    assert fixed.fix is not None
    assert fixed.fix.message.endswith("; not everything that may read the output was looked at")


def test_of_several_outputs_only_the_readers_of_the_changed_one_are_named(tmp_path: Path) -> None:
    forward = "        scores = self.fc(x)\n        return scores.mean(1), F.softmax(scores, dim=1)"
    train = TRAIN.replace(
        "loss = ", "size, given = net(torch.randn(4, 5))\nprint(size)\nprint(given.argmax(1))\nloss = "
    )
    train = train.replace("net(torch.randn(4, 5)), torch.tensor", "net(torch.randn(4, 5))[1], torch.tensor")
    written(tmp_path, {"model.py": MODEL.format(forward), "train.py": train})
    [fixed] = mended(tmp_path)[1].fixed
    assert fixed.fix is not None
    assert fixed.fix.message.endswith("; train.py:8 reads the output too and gets scores instead")


def test_a_look_asks_the_connected_files_and_the_whole_project_confirms(tmp_path: Path) -> None:
    """Where all first candidates together do not hold, each is looked at in the files that its edits can reach."""
    model = """
    import torch.nn as nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(5, 3)

        def forward(self, x):
            return self.layer(x).{}
    """
    train = """
    import torch
    import torch.nn as nn
    from {} import Net

    x, y, b = torch.randn(4, 5), torch.randint(0, 3, (4,)), torch.rand(4, 3)
    net = Net()
    nn.{}(net(x), {}).backward()
    {}
    """
    written(
        tmp_path,
        {
            "one.py": model.format("softmax(1)"),
            "a.py": train.format("one", "CrossEntropyLoss()", "y", "nn.NLLLoss()(net(x).log(), y).backward()"),
            "two.py": model.format("sigmoid()"),
            "b.py": train.format("two", "BCEWithLogitsLoss()", "b", ""),
        },
    )
    asked: list[set[str] | None] = []

    def again(run: Run, contents: Mapping[Path, bytes], only: Collection[str] | None) -> Run:
        asked.append(None if only is None else set(only))
        return runner.again(run, contents, only)

    run = analysed(tmp_path)
    found = mend.fixes(run, judged, analyse=again)
    assert [(one.code, one.place.path) for one in found] == [("LL102", "b.py")]  # a.py reads the softmax elsewhere too
    whole = [files is None for files in asked]
    assert (whole[0], whole[-1]) == (True, True)
    assert {frozenset(files) for files in asked if files is not None} == {
        frozenset(("one.py", "a.py")),
        frozenset(("b.py",)),
    }
