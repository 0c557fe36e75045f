"""What tools that look at a running program find on the same planted faults, and at what cost.

    python benchmarks/peers.py [--steps 1000] [--rounds 31]

Each fault is a small program: a model, a loss, a batch; beside it stands its right twin. A tool *finds* the fault if it says
something (a warning or worse, an exception) that it does not say of the twin, numbers aside; what it says is printed beneath the
table. Tools that
are not installed are left out. They install with `pip install --no-deps torch-audit torchtest torchtest2 torcheck preflight-ml`
and `pip install rich`. `torch` is the loop alone: its exceptions and its own warnings.
losslint looks at ten of the twenty steps, and its cost is that of its default settings; the others look at every step.
The cost of a tool that follows the steps is the median of paired ratios to the plain loop, in processor time; of one that looks
at one batch the seconds that it takes.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Loss = Callable[[Tensor, Tensor], Tensor]
CLASSES, ROWS, STEPS = 5, 32, 20
LOOKS = 10  # of the 20 steps: by default losslint would look at three, and again after a quarter of a second
LABELS = torch.arange(ROWS) % CLASSES
ONES = torch.eye(CLASSES)[LABELS]
SEVERAL = ONES + ONES.roll(1, 1)  # true classes, two of each row
ANY = torch.linspace(-1.0, 1.0, ROWS)


@dataclass(frozen=True)
class Program:
    """`output` follows the network; `frozen` leaves its first layer out of training."""

    output: Callable[[Tensor], Tensor]
    loss: Loss
    target: Tensor
    units: int = CLASSES
    frozen: bool = False

    def model(self) -> nn.Module:
        torch.manual_seed(0)
        return Network(self)


class Network(nn.Module):
    def __init__(self, program: Program) -> None:
        super().__init__()
        self.hidden, self.head = nn.Linear(8, 16), nn.Linear(16, program.units)
        self.unused = nn.Linear(8, 16) if program.frozen else None
        self.program = program

    def forward(self, features: Tensor) -> Tensor:
        return self.program.output(self.head(self.hidden(features).relu()))


def same(scores: Tensor) -> Tensor:
    return scores


def softmax(scores: Tensor) -> Tensor:
    return scores.softmax(1)


def column(scores: Tensor) -> Tensor:
    return scores[:, 0]


def kl(output: Tensor, target: Tensor) -> Tensor:
    return F.kl_div(output, target, reduction="batchmean")


def broken(output: Tensor, target: Tensor) -> Tensor:
    return F.mse_loss((output - output.detach().max()).sqrt(), target)


def detached(output: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(output.detach(), target).requires_grad_()


cross_entropy, nll, mse = F.cross_entropy, F.nll_loss, F.mse_loss
bce, logits_bce = F.binary_cross_entropy, F.binary_cross_entropy_with_logits
RIGHT = Program(same, cross_entropy, LABELS)
MULTI = Program(same, logits_bce, ONES)

FAULTS: dict[str, tuple[Program, Program]] = {
    "LL101 softmax into cross-entropy": (Program(softmax, cross_entropy, LABELS), RIGHT),
    "LL102 sigmoid into BCE with logits": (Program(torch.sigmoid, logits_bce, ONES), MULTI),
    "LL103 scores into BCE": (Program(same, bce, ONES), MULTI),
    "LL104 scores into NLL": (Program(same, nll, LABELS), RIGHT),
    "LL104 softmax into NLL": (Program(softmax, nll, LABELS), RIGHT),
    "LL105 softmax into BCE, several classes true": (Program(softmax, bce, SEVERAL), Program(torch.sigmoid, bce, SEVERAL)),
    "LL106 sigmoid into cross-entropy": (Program(torch.sigmoid, cross_entropy, LABELS), RIGHT),
    "LL107 tanh into BCE with logits": (Program(torch.tanh, logits_bce, ONES), MULTI),
    "LL109 log-softmax into BCE": (Program(lambda s: s.log_softmax(1), bce, ONES), MULTI),
    "LL110 softmax of a softmax": (Program(lambda s: softmax(s).softmax(1), cross_entropy, LABELS), RIGHT),
    "LL111 softmax over one unit": (Program(softmax, bce, ONES[:, :1], units=1), Program(torch.sigmoid, bce, ONES[:, :1], units=1)),
    "LL112 softmax over the batch": (Program(lambda s: s.log_softmax(0), nll, LABELS), RIGHT),
    "LL113 softmax into KL divergence": (Program(softmax, kl, ONES), Program(lambda s: s.log_softmax(1), kl, ONES)),
    "LL115 softmax into soft margin": (Program(softmax, F.soft_margin_loss, ONES * 2 - 1), Program(same, F.soft_margin_loss, ONES * 2 - 1)),
    "LL203 [N, 1] against [N]": (Program(same, mse, ANY, units=1), Program(column, mse, ANY, units=1)),
    "LL402 detached loss, marked as requiring a gradient": (Program(same, detached, LABELS), RIGHT),
    "LL703 dead units: relu of what is negative": (Program(lambda s: (s - 50.0).relu(), cross_entropy, LABELS), RIGHT),
    "LL704 nan in the gradient": (Program(same, broken, ONES), Program(same, mse, ONES)),
    "LL705 parameter that nothing reaches": (Program(same, cross_entropy, LABELS, frozen=True), RIGHT),
}  # fmt: skip


# The tools: each says what it has to say of a program


def steps(program: Program, model: nn.Module, optimizer: torch.optim.Optimizer, count: int = STEPS) -> None:
    torch.manual_seed(1)
    features = torch.randn(ROWS, 8)
    for _ in range(count):
        optimizer.zero_grad()
        program.loss(model(features), program.target).backward()
        optimizer.step()


def sgd(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=0.01)


@contextlib.contextmanager
def nothing(model: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[list[str]]:
    yield []


@contextlib.contextmanager
def with_losslint(model: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[list[str]]:
    from losslint.runtime import watch

    said: list[str] = []
    with watch(model, on_finding="collect", steps=LOOKS) as seen:
        try:
            yield said
        finally:
            said += [("advice " if each.severity == "advice" else "") + each.code for each in seen.findings]


@contextlib.contextmanager
def with_losslint_by_default(model: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[list[str]]:
    from losslint.runtime import watch

    with watch():
        yield []


@contextlib.contextmanager
def with_anomaly_mode(model: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[list[str]]:
    with torch.autograd.set_detect_anomaly(True):
        yield []


@contextlib.contextmanager
def with_torch_audit(model: nn.Module, optimizer: torch.optim.Optimizer, every: int = 1) -> Iterator[list[str]]:
    from torch_audit import autopatch

    auditor: Any = autopatch(model, optimizer=optimizer, every_n_steps=every, run_static=True, run_init=True)
    said: list[str] = []
    try:
        yield said
    finally:
        result = auditor.finish(report=False)
        said += [f"{each.rule_id} {each.message}" for each in result.findings if each.severity.value != "INFO"]
        auditor.unpatch()


@contextlib.contextmanager
def with_torcheck(model: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[list[str]]:
    import torcheck

    torcheck.register(optimizer)
    torcheck.add_module(model, module_name="model", changing=True, check_nan=True, check_inf=True)
    yield []


def by_torchtest(program: Program) -> list[str]:
    from torchtest import torchtest

    model = program.model()
    batch = [torch.randn(ROWS, 8), program.target]
    torchtest.test_suite(
        model, program.loss, sgd(model), batch, test_vars_change=True, test_nan_vals=True, test_inf_vals=True
    )
    return []


def by_torchtest2(program: Program) -> list[str]:
    import torchtest2

    model = program.model()
    report: Any = torchtest2.check_model(
        model, torch.randn(ROWS, 8), program.target, loss_fn=program.loss, optimizer=sgd(model)
    )
    return [f"{each.status} {each.name}: {each.message}" for each in (*report.failures, *report.warnings)]


def by_preflight(program: Program) -> list[str]:
    from preflight.runner import run_checks

    rows: Any = [(feature, target) for feature, target in zip(torch.randn(ROWS, 8), program.target, strict=True)]
    loader: Any = torch.utils.data.DataLoader(rows, batch_size=ROWS)
    results: Any = run_checks(loader, program.model(), program.loss)
    return [f"{each.name}: {each.message}" for each in results if not each.passed]


Following = Callable[[nn.Module, torch.optim.Optimizer], contextlib.AbstractContextManager[list[str]]]
FOLLOWING: dict[str, tuple[str, Following]] = {
    "torch": ("torch", nothing),
    "losslint": ("ml-losslint", with_losslint),
    "anomaly mode": ("torch", with_anomaly_mode),
    "torch-audit": ("torch-audit", with_torch_audit),
    "torcheck": ("torcheck", with_torcheck),
}
DEFAULTS: dict[str, Following] = {"losslint": with_losslint_by_default}  # whose cost is that of their default settings
ONE_BATCH: dict[str, tuple[str, Callable[[Program], list[str]]]] = {
    "torchtest": ("torchtest", by_torchtest),
    "torchtest2": ("torchtest2", by_torchtest2),
    "preflight-ml": ("preflight-ml", by_preflight),
}


def saying(following: Following) -> Callable[[Program], list[str]]:
    def said(program: Program) -> list[str]:
        model = program.model()
        optimizer = sgd(model)
        found: list[str] = []
        try:
            with following(model, optimizer) as found:
                steps(program, model, optimizer)
        except Exception as error:  # noqa: BLE001  # what torch refuses, and how some of these tools speak
            found.append(f"{type(error).__name__}: {error}")
        return found

    return said


def heard(tool: Callable[[Program], list[str]], program: Program) -> set[str]:
    """All that a tool says of a program: its findings, its exception, the warnings. What the program printed is not told."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as told, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        try:
            found = tool(program)
        except Exception as error:  # noqa: BLE001  # that is what these tools do
            found = [f"{type(error).__name__}: {error}"]
    texts = [*found, *(str(warning.message) for warning in told)]
    return {" ".join(text.split())[:150] for text in texts}


def without_numbers(text: str) -> str:
    """A code keeps its own; measured ones differ from run to run."""
    return re.sub(r"(?<![A-Z\d])[\d.]+%?", "#", text)


# What they cost


def cost(following: Following, count: int, rounds: int) -> float:
    """Watched over plain, for so many steps of a program that is right."""
    found = []
    for index in range(rounds):
        seconds = {}
        for watched in (True, False) if index % 2 else (False, True):
            model = RIGHT.model()
            optimizer = sgd(model)
            began = time.process_time()
            with (following if watched else nothing)(model, optimizer):
                steps(RIGHT, model, optimizer, count)
            seconds[watched] = time.process_time() - began
        found.append(seconds[True] / seconds[False])
    return statistics.median(found)


def installed(tools: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    found = {}
    for name, (distribution, tool) in tools.items():
        with contextlib.suppress(PackageNotFoundError):
            version(distribution)
            found[name] = tool
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1000, help="of a loop whose time is taken")
    parser.add_argument("--rounds", type=int, default=31)
    options = parser.parse_args()
    torch.set_num_threads(1)
    following, one_batch = installed(FOLLOWING), installed(ONE_BATCH)
    tools = {**{name: saying(each) for name, each in following.items()}, **one_batch}
    names = {name: distribution for name, (distribution, _) in {**FOLLOWING, **ONE_BATCH}.items()}
    print(", ".join(f"{name} {version(names[name])}" for name in tools), "\n")
    print(f"| fault | {' | '.join(tools)} |\n| --- |{' :-: |' * len(tools)}")
    notes = []
    for fault, (wrong, right) in FAULTS.items():
        marks = []
        for name, tool in tools.items():
            same_said = {without_numbers(text) for text in heard(tool, right)}
            new = sorted(text for text in heard(tool, wrong) if without_numbers(text) not in same_said)
            grave = [text for text in new if not text.startswith("advice")]
            marks.append("found" if grave else "advice" if new else "–")
            notes += [f"- {fault}, {name}: {'; '.join(new)}"] if new else []
        print(f"| {fault} | {' | '.join(marks)} |", flush=True)
    print(f"| **cost**, {options.steps} steps |", end="")
    for name, each in following.items():
        print(f" {cost(DEFAULTS.get(name, each), options.steps, options.rounds):.2f}x |", end="", flush=True)
    for tool in one_batch.values():
        began = time.process_time()
        heard(tool, RIGHT)
        print(f" {time.process_time() - began:.2f} s |", end="", flush=True)
    print("\n\nWhat they said:\n")
    print("\n".join(notes))


if __name__ == "__main__":
    main()
