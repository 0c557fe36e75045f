"""What live checks cost: a plain loop and the same loop under `watch()`, side by side in one process.

    python benchmarks/runtime.py [--runs 30] [--steps 1000] [--models mlp,cnn,transformer] [--clock wall|cpu] [--pairs 5]

The two loops alternate, run by run, and which goes first alternates too. Reported for each model: the median of the paired
ratios (watched / plain) with its 95% interval (by ranks, of no distribution), their mean with its own (Student's t), the
cost of one step that is looked at, and the peak memory of a process that does nothing else, with and without: the median of
alternating pairs (`--pairs`; 0: not measured), once as it comes and once with room in the interpreter's table of names. That
table doubles when it is full, which costs 1.9 MiB at once; torch 2.13 alone leaves it 1,300 names short of that, fewer than any
package of some size brings. With 4,096 names given to both processes beforehand the step lies behind both, and what is left is
losslint's own. `watch()` has its default settings. Set OMP_NUM_THREADS=1 for quieter numbers; on a machine with other work
`--clock cpu` counts the seconds that the process itself was on a core.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import torch
from torch import Tensor, nn

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}

MEMORY_STEPS = 1000
ROOM = 4096  # names
T_95 = {9: 2.262, 11: 2.201, 14: 2.145, 19: 2.093, 29: 2.045, 39: 2.023}  # two-sided, by degrees of freedom


class Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(64, 32)
        layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
        self.layers, self.head = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), nn.Linear(32, 10)

    def forward(self, tokens: Tensor) -> Tensor:
        scores: Tensor = self.head(self.layers(self.embed(tokens)).mean(1))
        return scores


def mlp() -> tuple[nn.Module, Tensor]:
    return nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 10)), torch.randn(32, 32)


def cnn() -> tuple[nn.Module, Tensor]:
    body = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1)]
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(16, 10)), torch.randn(16, 1, 20, 20)


def transformer() -> tuple[nn.Module, Tensor]:
    return Transformer(), torch.randint(64, (8, 16))


MODELS: dict[str, Callable[[], tuple[nn.Module, Tensor]]] = {"mlp": mlp, "cnn": cnn, "transformer": transformer}


class Loop:
    """A training loop that is set up once and can be run for any number of steps."""

    def __init__(self, name: str) -> None:
        torch.manual_seed(0)
        self.model, self.batch = MODELS[name]()
        self.labels = torch.randint(10, (len(self.batch),))
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)

    def __call__(self, steps: int) -> float:
        """Seconds for these steps."""
        began = time.perf_counter()
        for _ in range(steps):
            loss = self.criterion(self.model(self.batch), self.labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return time.perf_counter() - began


def ratios(loop: Loop, runs: int, steps: int, clock: Callable[[], float]) -> list[float]:
    """Watched over plain, one for each pair of runs. A watch is set up and taken down inside its time."""
    from losslint.runtime import watch

    found = []
    for run in range(runs):
        seconds = {}
        for watched in (True, False) if run % 2 else (False, True):
            began = clock()
            with watch() if watched else nullcontext():
                loop(steps)
            seconds[watched] = clock() - began
        found.append(seconds[True] / seconds[False])
    return found


def interval(values: list[float]) -> tuple[float, float]:
    """The values between which the median lies with 95% certainty, whatever the distribution (binomial ranks)."""
    ordered, size = sorted(values), len(values)
    below, rank = 0.0, 0
    while (below := below + math.comb(size, rank) / 2**size) <= 0.025:
        rank += 1
    return ordered[max(rank - 1, 0)], ordered[min(size - rank, size - 1)]


def looked_at(loop: Loop, clock: Callable[[], float], steps: int = 60) -> float:
    """A step that is looked at over one that is not: medians."""
    from losslint.runtime import watch
    from losslint.runtime.observe.hub import hub

    seconds: tuple[list[float], list[float]] = ([], [])
    with watch():
        for step in range(10 + 4 * steps):
            if step >= 10 and step % 4 == 0:
                hub().reopen()
                hub().rest()
            began = clock()
            loop(1)
            took = clock() - began
            if step >= 10 and step % 4 != 1:  # in the step behind it the window closes
                seconds[step % 4 == 0].append(took)
    return statistics.median(seconds[True]) / statistics.median(seconds[False])


def peak(name: str, names: int, *, watched: bool) -> float:
    """MiB of a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--steps", str(MEMORY_STEPS), "--names", str(names)]
    command += ["--watched"] if watched else []
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def memory(name: str, pairs: int, names: int) -> list[float]:
    """Watched over plain, one for each pair of processes. Before them losslint is compiled, as an installed package is."""
    found = []
    if pairs:
        peak(name, names, watched=True)
    for pair in range(pairs):
        peaks = {each: peak(name, names, watched=each) for each in ((True, False) if pair % 2 else (False, True))}
        found.append(peaks[True] / peaks[False])
    return found


def one(name: str, steps: int, names: int, *, watched: bool) -> None:
    """The plain process does not even import losslint."""
    held = [sys.intern(f"name {number}") for number in range(names)]
    loop = Loop(name)
    if watched:
        from losslint.runtime import watch

        with watch():
            loop(steps)
    else:
        loop(steps)
    status = Path("/proc/self/status").read_text()  # getrusage would count what the parent held when it forked
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    del held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--clock", choices=list(CLOCKS), default="wall")
    parser.add_argument("--pairs", type=int, default=5, help="of processes whose memory is compared")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--names", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--watched", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.steps, options.names, watched=options.watched)
        return
    print(
        f"torch {torch.__version__}, {torch.get_num_threads()} threads, {options.runs} runs of {options.steps} steps, {options.clock}"
    )
    print("model        ms/step  median  95% interval    mean   95% interval    step looked at  peak memory  with room")
    for name in options.models.split(","):
        loop = Loop(name)
        loop(50)
        step = loop(50) / 50 * 1000
        pairs = ratios(loop, options.runs, options.steps, CLOCKS[options.clock])
        half = T_95.get(len(pairs) - 1, 2.0) * statistics.stdev(pairs) / math.sqrt(len(pairs))
        mean = statistics.fmean(pairs)
        low, high = interval(pairs)
        as_it_comes, with_room = (
            statistics.median(memory(name, options.pairs, names) or [math.nan]) for names in (0, ROOM)
        )
        print(
            f"{name:12} {step:7.2f}  {statistics.median(pairs):.3f}   [{low:.3f}, {high:.3f}]  {mean:.3f}"
            f"  [{mean - half:.3f}, {mean + half:.3f}]  {looked_at(loop, CLOCKS[options.clock]):13.2f}x  {as_it_comes:10.4f}x {with_room:9.4f}x",
            flush=True,
        )


if __name__ == "__main__":
    main()
