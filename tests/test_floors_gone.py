"""On real torch, before and after: in every fixture that runs and has a finding that states a floor and is mended, the loss
cannot go below that floor before the fix, however good the scores are, and goes below it afterwards.

The program itself is run, its files as they are and as `--fix --unsafe-fixes` writes them; the scores of the model at the loss
call of the finding are then free, and are trained to the lowest loss (tape.py).
"""

from __future__ import annotations

import math
import re
import runpy
import shutil
import sys
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest
import torch

from fixing import mended
from losslint import trial
from losslint.diagnostic import Diagnostic
from losslint.fix.write import write_all
from losslint.place import Place
from losslint.runner import Run
from tape import Line, Step, Tape, lowest
from test_runtime_agreement import scripts

FIXTURES = Path(__file__).parent.parent / "fixtures" / "torch"
PROJECTS = sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())
STATED = re.compile(
    r"cannot go below (?:(?P<formula>ln\(1\+\(C-1\)/e\))|(?P<first>\d+\.\d+))(?: for (?P<side>positives|negatives)(?: and (?P<second>\d+\.\d+))?)?"
)
MOST = 3  # loss calls that are measured for each finding
EXACT = (
    "LL101",
    "LL102",
    "LL106",
    "LL110",
)  # an activation before the loss: free scores come as near to the floor as one likes
SMALL = 0.01  # nats

ARGUMENTS = {
    "branches_of_an_option": ("--twice",),
    "correlated_flags_both_wrong": ("--loss", "ce"),
    "registries_and_getattr": ("config.json",),
    "same_mistake_in_every_branch": ("deep", "plain"),
    "settings_of_many_objects": ("multiclass",),
    "stored_under_names": ("--config", "config.json"),
    "tested_and_compared": ("--layers", "2"),
    "thresholds_on_one_number": ("--depth", "2", "--classes", "3"),
}
"""What a program is told, where it does not run without."""
CONFIGURATION = '{"model": "soft", "class": "Soft", "gpu": {}}'  # config.json

NETWORK = "its weights would be fetched"
NOT_MEASURED = {
    ("classes_that_restore", "train.py", 16): NETWORK,
    ("classes_that_restore", "train.py", 33): NETWORK,
    ("heads_by_name", "train.py", 14): "nothing calls its main, and the file that names its heads is not there",
    ("device_chains", "train.py", 38): "it runs in processes of its own, one for each GPU",
    ("options_every_way", "train.py", 0): "it imports hydra, and a module that is not there",
    ("hydra_objects", "blocks.py", 0): "it imports hydra",
    ("hydra_objects", "lit.py", 0): "it imports hydra",
    ("hydra_objects", "train.py", 0): "it imports hydra",
    ("library_models_by_name", "train.py", 0): "what it builds is named by an option that has no default",
    ("choices_that_would_raise", "train.py", 0): "what it builds is named by an option that has no default",
    ("constructors_that_refuse", "model.py", 0): "its stage is an option that has no default",
    ("graph_layers_of_a_library", "train.py", 0): "it imports torch_geometric",
    ("graph_layers_by_hand", "graph.py", 0): "it reads a graph that is not there",
    ("losses_of_metric_learning", "train.py", 0): "it imports pytorch_metric_learning",
    ("modes_that_nobody_knows", "train.py", 0): "its modes come from a module that is not there",
    ("lists_added_to_unknown", "train.py", 0): "it imports a module that is not there",
    ("losses_handed_on", "train.py", 27): "the option of this run names the other function",
    ("losses_handed_to_trainers", "own_losses.py", 0): "it imports fastai",
    ("losses_handed_to_trainers", "with_fastai.py", 0): "it imports fastai",
    ("losses_handed_to_trainers", "with_ignite.py", 0): "it imports ignite",
    ("losses_handed_to_trainers", "with_others.py", 0): "it imports poutyne",
    ("losses_handed_to_trainers", "with_skorch.py", 0): "it imports skorch",
    ("losses_handed_to_trainers", "with_transformers.py", 0): "it imports transformers",
    ("losses_handed_to_workers", "train.py", 0): "its losses are computed in threads and processes of their own",
    ("loops_of_fabric", "train.py", 0): "it imports lightning",
    **dict.fromkeys(
        (("losses_in_pools_of_workers", "train.py", line) for line in (29, 40, 50, 60, 70, 88, 124, 126)),
        "its losses are computed in threads of their own",
    ),
    ("called_as_it_once_was", "model.py", 0): "its script passes an argument that the constructor no longer takes",
    ("wrapped_in_itself", "train.py", 0): "it imports torchvision",
    ("wrapped_in_itself", "trainer.py", 0): "it imports accelerate",
    ("wrapped_after_a_method", "trainer.py", 26): "nothing calls it, and it wants a group of processes",
}
"""Fixture, file and line (0: all of the file), and why it is not run here."""

pytestmark = pytest.mark.slow
counts = {"measured": 0}
left: set[str] = set()


def floor_of(finding: Diagnostic, step: Step, target: torch.Tensor) -> float:
    """The floor that the message states, for this target."""
    found = STATED.search(finding.message)
    assert found is not None
    if found["formula"]:  # the number of classes is not known from the source
        return math.log1p((int(step.args[0].shape[1]) - 1) / math.e)
    first = float(found["first"])
    if found["side"] is None:
        return first
    ones = target.float().mean().item()
    positive, negative = (first, float(found["second"] or 0)) if found["side"] == "positives" else (0.0, first)
    return ones * positive + (1 - ones) * negative


def lines_of(spots: dict[Diagnostic, Place], run: Run) -> dict[Line, Diagnostic]:
    """The lines, as the program's frames have them, of the loss calls."""
    lines: dict[Line, Diagnostic] = {}
    for finding, place in spots.items():
        file = run.project.file(place.path)
        assert file is not None
        first = file.module_line(place)
        lines |= {(str(file.path), first + more): finding for more in range(place.end_line - place.line + 1)}
    return lines


def met(
    folder: Path, run: Run, spots: dict[Diagnostic, Place], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[Diagnostic, Step]]:
    """The loss calls of the findings, from runs of all the project's scripts."""
    found = []
    notebooks = [file for file in run.project.files if file.is_notebook]
    for script in [*scripts(folder), *(file.path for file in notebooks)]:
        before = set(sys.modules)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", [str(script), *ARGUMENTS.get(folder.name, ())])
            patch.setattr(sys, "path", [str(script.parent), str(folder), str(folder / "src"), *sys.path])
            torch.manual_seed(0)
            tape = Tape(lines_of(spots, run))
            with warnings.catch_warnings(), redirect_stdout(StringIO()), suppress(Exception, SystemExit), tape:
                warnings.simplefilter("ignore")
                notebook = next((file for file in notebooks if file.path == script), None)
                if notebook:
                    exec(compile(notebook.text, str(script), "exec"), {"__name__": "__main__", "get_ipython": str})  # noqa: S102 - a fixture
                else:
                    runpy.run_path(str(script), run_name="__main__")
            found += [(finding, step) for finding, step in tape.met if is_of(finding, step)]
        if "torch._dynamo" in sys.modules:
            sys.modules["torch._dynamo"].reset()
        for name in set(sys.modules) - before:
            if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]
    return found


def is_of(finding: Diagnostic, step: Step) -> bool:
    """Is it the finding's loss, and not another one on the same line?"""
    assert finding.pair is not None
    binary = ("BCE" in finding.pair.loss or "binary" in finding.pair.loss, "binary" in step.name)
    return binary[0] == binary[1]


def moved(place: Place, finding: Diagnostic, fixed: Sequence[Diagnostic]) -> Place:
    """Where the loss call stands after all fixes."""
    fixes = [one.fix for one in fixed if one.fix is not None]
    line = trial._moved(trial._spot(finding), fixes)[3]
    return Place(place.path, line, place.column, line + place.end_line - place.line, place.end_column, place.cell)


def best_of(step: Step, target: torch.Tensor) -> float:
    """What no output can get below, however good: the entropy of the target, 0 where it is hard."""
    if not target.is_floating_point():
        return 0.0
    if "binary" in step.name:
        return float((torch.special.entr(target) + torch.special.entr(1 - target)).mean())
    shares = target / target.sum(1, keepdim=True).clamp(min=1e-9)
    return -float(torch.xlogy(target, shares).sum(1).mean())


@pytest.mark.parametrize("project", PROJECTS, ids=lambda folder: folder.name)
def test_the_floor_is_gone(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / project.name
    shutil.copytree(project, folder)
    if "config.json" in ARGUMENTS.get(project.name, ()):
        (folder / "config.json").write_text(CONFIGURATION)
    monkeypatch.chdir(folder)
    run, result = mended(folder)
    stated = {found: found.place for found in result.fixed if found.pair and STATED.search(found.message)}
    if not stated:
        return
    before = met(folder, run, stated, monkeypatch)
    write_all(result.changes(run))
    after = met(folder, result.run, {f: moved(p, f, result.fixed) for f, p in stated.items()}, monkeypatch)
    for finding in stated:
        wrong, right = ([step for one, step in side if one is finding] for side in (before, after))
        if is_left(project.name, finding):
            assert not wrong, f"{finding.place} is met: take it out of NOT_MEASURED"
            left.add(project.name)
            continue
        assert wrong, f"{finding.place} is not met"
        assert right, f"{finding.place} is not met any more: the program stops before it"
        above = [
            gap for pair in zip(wrong[:MOST], right, strict=False) if (gap := measured(finding, *pair)) is not None
        ]
        assert above, f"{finding.place}: the loss goes as low as its target lets it, before the fix"
        if finding.code in EXACT:
            assert min(above) <= SMALL, f"{finding.place}: the loss stays above the floor by {min(above)}"
        counts["measured"] += 1


def is_left(project: str, finding: Diagnostic) -> bool:
    return any((project, finding.place.path, line) in NOT_MEASURED for line in (0, finding.place.line))


def measured(finding: Diagnostic, wrong: Step, right: Step) -> float | None:
    """How far above the floor the loss stays before the fix; after it, it goes as low as the target lets any output go. None
    for a loss call that the finding does not speak of, another caller's of the same helper."""
    (least, target), (then, _) = lowest(wrong), lowest(right)
    best = best_of(wrong, target)
    if least < best + SMALL:
        return None
    floor = max(floor_of(finding, wrong, target), best)
    assert least >= floor - SMALL, f"{finding.place}: {least} is below {floor}"
    assert then <= best + 2 * SMALL, f"{finding.place}: {then} is left after the fix, {best} can be reached"
    assert then < least - SMALL
    return least - floor if best < SMALL else 0.0  # the floor is that of hard targets


def test_enough_was_measured() -> None:
    """Behind the others."""
    if counts["measured"]:
        assert counts["measured"] >= 60
        assert left == {name for name, _, _ in NOT_MEASURED}
