"""What a finding tells of its program: which of several ways it shows, under which conditions, with which evidence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from inside import document, losslint

HEAD = """\
import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--loss", default="nll")
parser.add_argument("--soft", action="store_true")
args = parser.parse_args()
net = nn.Linear(20, 10)
x, y = torch.randn(8, 20), torch.randint(0, 10, (8,))
out = net(x)
if args.soft:
    out = F.softmax(out, 1)
"""


def found(folder: Path, program: str, code: str) -> dict[str, object]:
    """The one finding of that code."""
    (folder / "train.py").write_text(program)
    findings = document("check", "--exit-zero", "--select", "ALL", "--no-fix", ".", cwd=folder)["diagnostics"]
    [finding] = [each for each in findings if each["code"] == code]
    assert isinstance(finding, dict)
    return finding


def told(finding: dict[str, object]) -> list[str]:
    trail = finding["trail"]
    assert isinstance(trail, list)
    return [step["message"] for step in trail]


def test_where_every_way_is_wrong_the_one_that_is_run_is_shown(tmp_path: Path) -> None:
    """The softmax has the shorter trail, and runs only where it is asked for."""
    finding = found(tmp_path, HEAD + "F.nll_loss(out, y)\n", "LL104")
    assert str(finding["message"]).startswith("nll_loss gets raw scores")
    assert finding["condition"] is None
    assert told(finding) == ["Linear is built here", "Linear gives raw scores here"]


BRANCHES = """\
if args.loss == "nll":
    loss = F.nll_loss(F.log_softmax(out, 1), y)
elif args.loss == "ce":
    loss = F.cross_entropy(out, y)
else:
    loss = F.binary_cross_entropy(out[:, 0], (y > 4).float())
"""


def test_the_branch_of_the_loss_call_is_part_of_the_condition(tmp_path: Path) -> None:
    assert found(tmp_path, HEAD + BRANCHES, "LL101")["condition"] == "args.loss is 'ce' and args.soft"
    conditions = "args.loss is not 'ce' and args.loss is not 'nll' and not args.soft"
    assert found(tmp_path, HEAD + BRANCHES, "LL103")["condition"] == conditions


def test_a_branch_that_the_defaults_take_is_not_named(tmp_path: Path) -> None:
    program = HEAD + "if args.loss == 'nll':\n    F.cross_entropy(out, y)\n"
    assert found(tmp_path, program, "LL101")["condition"] == "args.soft"


def test_a_finding_about_a_target_shows_the_target(tmp_path: Path) -> None:
    finding = found(tmp_path, HEAD + "nn.BCEWithLogitsLoss()(out[:, 0], y.float())\n", "LL202")
    assert told(finding) == ["randint gives class indices here", "BCEWithLogitsLoss is built here"]


LEFT = """\
for _ in range(3):
    if args.soft:
        loss = F.cross_entropy(2 * out, y)
    else:
        loss = F.cross_entropy(out, y)
    loss = F.cross_entropy(net(x), y)
    loss.backward()
"""


def test_a_loss_that_is_hidden_shows_by_what(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(HEAD.replace("    out = F.softmax(out, 1)\n", "    pass\n") + LEFT)
    findings = document("check", "--exit-zero", "--select", "LL409", ".", cwd=tmp_path)["diagnostics"]
    steps = [[(step["line"], step["message"]) for step in each["trail"]] for each in findings]
    assert steps == [[(21, "loss is assigned anew here"), (22, "sent back beside it")]] * 2


def test_what_is_built_and_used_at_once_is_drawn_once(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(HEAD + "nn.CrossEntropyLoss()(nn.Softmax(dim=1)(net(x)), y)\n")
    picture = losslint("check", "--exit-zero", "--select", "LL101", ".", cwd=tmp_path).stdout
    assert "Softmax is applied here" in picture
    assert "is built here" not in picture
    steps = told(found(tmp_path, (tmp_path / "train.py").read_text(), "LL101"))
    assert steps == ["Softmax is built here", "Softmax is applied here", "CrossEntropyLoss is built here"]


def test_a_run_counts_the_projects_files_that_it_loads(tmp_path: Path) -> None:
    (tmp_path / "losslint.toml").touch()
    (tmp_path / "model.py").write_text(
        "import torch.nn as nn\nnet = nn.Sequential(nn.Linear(20, 10), nn.Softmax(dim=1))\n"
    )
    (tmp_path / "train.py").write_text(
        "import torch\nfrom torch.nn import functional as F\nfrom model import net\n\n\n"
        "def forward(x):\n    return net(x)\n\n\n"
        "F.cross_entropy(forward(torch.randn(4, 20)), torch.tensor([0, 1, 2, 3])).backward()\n"
    )
    commands = [[sys.executable, "-m", "losslint", *words] for words in (["check", "."], ["run", "train.py"])]
    done = [subprocess.run(each, cwd=tmp_path, capture_output=True, text=True, check=False) for each in commands]
    closing = [(each.stdout or each.stderr).splitlines()[-1] for each in done]  # a run's report goes to stderr
    assert closing == ["Found 1 error in 1 of 2 files (1 loss call: 1 mismatched)"] * 2


def test_a_loss_over_alignments_has_no_other_loss_to_offer(tmp_path: Path) -> None:
    ctc = "nn.CTCLoss()(out.unsqueeze(1), y, torch.tensor([8]), torch.tensor([8]))\n"
    finding = found(tmp_path, HEAD.replace("if args.soft:\n    out = F.softmax(out, 1)\n", "") + ctc, "LL104")
    assert "only adds up and negates what it is given" in str(finding["message"])
    assert finding["help"] == "put log_softmax between the scores and CTCLoss"


def test_an_operation_is_called_by_few_words(tmp_path: Path) -> None:
    ways = {
        "torch.log(p).sum()": "torch.log of",
        "p.log().sum()": "p.log() of",
        "torch.sigmoid(net(x)).mul(1).log().sum()": ".log() of",
    }
    for way, words in ways.items():
        program = HEAD + f"p = torch.sigmoid(net(x))\n{way}.backward()\n"
        assert str(found(tmp_path, program, "LL302")["message"]).startswith(words)


def test_where_no_gradient_is_taken_none_is_said_to_be_nan(tmp_path: Path) -> None:
    softmax, sigmoid = "p = net(x).softmax(1)\n", "p = torch.sigmoid(net(x))\n"
    for code, made, lost in (("LL301", softmax, "its logarithm -inf"), ("LL302", sigmoid, "below x = -104")):
        message = str(found(tmp_path, HEAD + made + "p = p.detach()\nprint(-(p * p.log()).sum())\n", code)["message"])
        assert message.endswith(lost)
        assert "gradient" not in message
        message = str(found(tmp_path, HEAD + made + "(-(p * p.log()).sum()).backward()\n", code)["message"])
        assert "nan" in message.rpartition(lost)[2]


def test_a_logarithm_of_a_sigmoid_names_the_side_that_is_taken(tmp_path: Path) -> None:
    upper, lower = "log(1-sigmoid(x)) is -inf from x = 16.7 on", "log(sigmoid(x)) is -inf below x = -104"
    said = {"torch.log(p)": lower, "torch.log(1 - p)": upper, "q.log()": upper}
    for written, half in said.items():
        program = HEAD + f"p = torch.sigmoid(net(x))\nq = 1.0 - p\n{written}.sum().backward()\n"
        message = str(found(tmp_path, program, "LL302")["message"])
        assert message.endswith(f": {half}, and the gradient is nan there")
    elsewhere = HEAD + "class Critic(nn.Module):\n    def forward(self, x):\n        return torch.sigmoid(net(x))\n\n"
    message = str(found(tmp_path, elsewhere + "torch.log(Critic()(x)).sum().backward()\n", "LL302")["message"])
    assert "16.7 on, log(sigmoid(x)) below -104" in message


def test_what_keeps_numbers_within_bounds_is_told(tmp_path: Path) -> None:
    """And not only what it was given: the cosine of two towers that end in tanh is bounded by the cosine."""
    graded = "towers = torch.tanh(out), torch.tanh(net(x))\nscores = torch.cosine_similarity(*towers)\n"
    finding = found(tmp_path, f"{HEAD}{graded}nn.BCEWithLogitsLoss()(scores, (y > 4).float())\n", "LL107")
    assert "cosine_similarity gives values in [-1, 1] here" in told(finding)
