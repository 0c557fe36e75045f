"""What TrainCheck finds of the faults of `peers.py`, and at what cost.

    python benchmarks/traincheck.py FOLDER [--steps 20] [--timed 200] [--faults LL704,LL705]

TrainCheck (`pip install --no-deps traincheck` and what it needs beside torch: astor, numba with llvmlite, orjson, pandas, polars,
tqdm, watchdog) learns invariants from a run that is right and holds other runs against them. So it is given what no other tool is
given: for each fault the right twin, traced, as its reference. A fault is *found* if an invariant is violated by the wrong program
that a second run of the twin does not violate. What torch itself refuses is found by everybody (`raised`). FOLDER keeps the traces.
Target runs are traced whole, as the reference is: of a selective trace (`--invariants`) a second run of the twin itself violates
invariants. The cost is that of `--timed` steps of a right program under whole and under selective tracing, over the same
steps alone, in processor time; the seconds of the stages are those of `--steps` steps.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from peers import FAULTS, Program

PROGRAM = """\
import sys
import time

sys.path.insert(0, {benchmarks!r})
import torch
from peers import FAULTS, ROWS, sgd

program = FAULTS[{fault!r}][{index}]
model = program.model()
optimizer = sgd(model)
torch.manual_seed(1)
features = torch.randn(ROWS, 8)
began = time.process_time()
for _ in range({steps}):
    optimizer.zero_grad()
    loss = program.loss(model(features), program.target)
    loss.backward()
    optimizer.step()
print("took", time.process_time() - began)
"""
VIOLATED = re.compile(r'"text_description": "([^"]*)"')
BIN = Path(sys.executable).parent


def call(folder: Path, *words: str) -> tuple[float, str]:
    """Seconds, and what was printed."""
    began = time.perf_counter()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, done.stdout + done.stderr


def written(folder: Path, name: str, fault: str, index: int, steps: int) -> str:
    benchmarks = str(Path(__file__).parent.resolve())
    text = PROGRAM.format(benchmarks=benchmarks, fault=fault, index=index, steps=steps)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return f"{name}.py"


def traced(folder: Path, script: str, out: str, *more: str) -> tuple[float, str]:
    words = ("-p", script, "--models-to-track", "model", "--output-dir", out, *more)
    return call(folder, str(BIN / "traincheck-collect"), *words)


def violated(folder: Path, trace: str, invariants: str) -> set[str]:
    results = f"{trace}_checked"
    call(folder, str(BIN / "traincheck-check"), "-f", trace, "-i", invariants, "-o", results, "--no-html-report")
    return {text for file in (folder / results).rglob("failed.log") for text in VIOLATED.findall(file.read_text())}


def reference(folder: Path, fault: str, steps: int) -> tuple[str, set[str], dict[str, float]]:
    """The invariants of a right twin, what a second run of it violates, and the seconds of each stage."""
    script, invariants = written(folder, "right", fault, 1, steps), "invariants.json"
    seconds = {"reference trace": traced(folder, script, "reference")[0]}
    seconds["inference"] = call(folder, str(BIN / "traincheck-infer"), "-f", "reference", "-o", invariants)[0]
    seconds["target trace"] = traced(folder, script, "again")[0]
    began = time.perf_counter()
    noise = violated(folder, "again", invariants)
    return invariants, noise, {**seconds, "check": time.perf_counter() - began}


def slowdown(folder: Path, fault: str, steps: int, *more: str, rounds: int = 3) -> float:
    script = written(folder, "timed", fault, 1, steps)
    alone, under = [], []
    for number in range(rounds):
        alone.append(_took(call(folder, sys.executable, script)[1]))
        under.append(_took(traced(folder, script, f"timed{len(more)}{number}", *more)[1]))
    return statistics.median(under) / statistics.median(alone)


def _took(printed: str) -> float:
    found = re.search(r"took ([\d.e-]+)", printed)
    if found is None:
        raise SystemExit(f"the program did not end: {printed[-2000:]}")
    return float(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--timed", type=int, default=200, help="steps whose cost is measured; 0: not measured")
    parser.add_argument(
        "--faults", default="", help="the beginnings of the names of those to try, by commas; all by default"
    )
    options = parser.parse_args()
    print(f"TrainCheck {version('traincheck')}\n\n| fault | TrainCheck | violated |\n| --- | :-: | --- |")
    known: dict[Program, tuple[Path, str, set[str]]] = {}
    for number, (fault, (_, right)) in enumerate(FAULTS.items()):
        if not fault.startswith(tuple(options.faults.split(","))):
            continue
        if right not in known:
            home = options.folder.resolve() / f"twin{len(known)}"
            home.mkdir(parents=True)
            invariants, noise, seconds = reference(home, fault, options.steps)
            known[right] = home, invariants, noise
            if len(known) == 1 and options.timed:
                whole = slowdown(home, fault, options.timed)
                selective = slowdown(home, fault, options.timed, "-i", invariants)
                stages = ", ".join(f"{stage} {taken:.0f} s" for stage, taken in seconds.items())
                noisy = len(violated(home, "timed20", invariants))
        home, invariants, noise = known[right]
        script = written(home, f"wrong{number}", fault, 0, options.steps)
        _, printed = traced(home, script, f"trace{number}")
        new = sorted(violated(home, f"trace{number}", invariants) - noise)
        mark = "raised" if "took" not in printed else "found" if new else "–"
        print(f"| {fault} | {mark} | {len(new)}: {'; '.join(new)[:300]} |", flush=True)
    if not options.timed:
        return
    print(f"\ncost, {options.timed} steps: {whole:.1f}x whole, {selective:.1f}x selective; {stages}")
    print(f"{len(known)} twins; violated by the first twin itself under selective tracing: {noisy}")


if __name__ == "__main__":
    main()
