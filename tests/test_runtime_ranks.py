"""Live checks in distributed jobs of two real processes: what both saw is told once, by the first."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from losslint.runtime.ranks import Job
from losslint.trajectory import Trajectory

BEGIN = """
import torch
from torch import distributed, nn
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

distributed.init_process_group("gloo")
rank = distributed.get_rank()
target = torch.arange(8) % 3


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


def batches(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(4):
        optimizer.zero_grad()
        yield net(torch.randn(8, 4))
        optimizer.step()


def sharded(net):
    mesh = distributed.init_device_mesh("cpu", (2,))
    for layer in (net[0], net[2], net):
        fully_shard(layer, mesh=mesh)
    return net


"""

TRAIN = """
ddp, fsdp = DistributedDataParallel(network()), FullyShardedDataParallel(network(), device_id=torch.device("cpu"))
for first, second, third in zip(batches(ddp), batches(fsdp), batches(sharded(network()))):
    loss = F.cross_entropy(first.softmax(1), target)  # wrong: DDP
    (loss + F.cross_entropy(first, target)).backward()
    loss = F.cross_entropy(second.softmax(1), target)  # wrong: FSDP
    (loss + F.cross_entropy(second, target)).backward()
    loss = F.cross_entropy(third.softmax(1), target)  # wrong: fully_shard
    (loss + F.cross_entropy(third, target)).backward()
if rank == 1:
    for scores in batches(network()):
        F.nll_loss(scores, target).backward()  # wrong: the second process alone
"""

END = """
distributed.destroy_process_group()
"""

WRONG = BEGIN + TRAIN + END


def lines_of(program: str) -> list[int]:
    return [number for number, line in enumerate(program.splitlines(), 1) if "# wrong" in line]


def launched(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Under torchrun, two processes."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    return subprocess.run(
        [*launcher, *words],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def told(text: str) -> list[tuple[str, int]]:
    """Code and line of each finding in concise output."""
    found = re.finditer(r"train\.py:(?P<line>\d+):\d+: \w+\[(?P<code>LL\d+)\]", text)
    return sorted((each["code"], int(each["line"])) for each in found)


def test_what_two_processes_saw_under_torchrun_is_told_once(tmp_path: Path) -> None:
    """DDP, FSDP and fully_shard; every wrong pair, of either process, and no other."""
    (tmp_path / "train.py").write_text(WRONG, encoding="utf-8")
    done = launched(
        tmp_path,
        "-m",
        "losslint",
        "run",
        "-q",
        "--exit-zero",
        "--output-format",
        "concise",
        "--evidence",
        "run.json",
        "train.py",
    )
    assert done.returncode == 0, done.stderr
    ddp, fsdp, sharded, alone = lines_of(WRONG)
    assert told(done.stderr) == [("LL101", ddp), ("LL101", fsdp), ("LL101", sharded), ("LL104", alone)], done.stderr
    assert f'"line": {alone}' in (tmp_path / "run.json").read_text()
    assert not list(tmp_path.glob("losslint-*")), "the folder that the processes met in is gone"


def test_a_watch_gathers_what_all_processes_saw(tmp_path: Path) -> None:
    watched = "from losslint.runtime import watch\nwith watch(on_finding='collect') as seen:"
    inside = "".join(f"    {line}\n" for line in TRAIN.splitlines())
    say = "print(f'{rank}:', *(f'{f.code}@{f.place.line}' for f in seen.gathered()), flush=True)"
    program = f"{BEGIN}{watched}{inside}{say}\n{END}"
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    done = launched(tmp_path, "train.py")
    ddp, fsdp, sharded, alone = lines_of(program)
    assert sorted(done.stdout.splitlines()) == [
        f"0: LL101@{ddp} LL101@{fsdp} LL101@{sharded} LL104@{alone}",
        "1:",
    ], done.stderr


# Without a launcher


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a job of two, whose processes meet in a folder of the test's."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, value in (("WORLD_SIZE", "2"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", "29500")):
        monkeypatch.setenv(name, value)
    return tmp_path


def of_rank(rank: str, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setenv("RANK", rank)
    return Job()


def test_the_second_leaves_what_it_saw_and_the_first_takes_it(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = of_rank("0", monkeypatch), of_rank("1", monkeypatch)
    assert (first.speaks, second.speaks) == (True, False)
    second.leave((Trajectory((), (), ("something",)), ()))
    assert first.others() == [(Trajectory((), (), ("something",)), ())]
    assert first.others() == []
    assert not list(job.iterdir())


def test_nobody_waits_for_a_process_that_is_gone(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = of_rank("0", monkeypatch), of_rank("1", monkeypatch)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    next(job.glob("*/1.pid")).write_text(str(gone.pid))
    assert first.others(patience=3600.0) == []


def test_nobody_waits_for_ever(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = of_rank("0", monkeypatch), of_rank("1", monkeypatch)
    assert first.others(patience=0.0) == []


def test_where_the_first_process_is_not_here_nothing_is_left(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_rank("1", monkeypatch).leave((Trajectory(()), ()))
    assert not list(job.iterdir())


def test_a_folder_that_others_may_enter_is_not_used(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = of_rank("0", monkeypatch)
    next(job.iterdir()).chmod(0o755)
    of_rank("1", monkeypatch).leave((Trajectory(()), ()))
    assert not list(job.glob("*/1.*"))
    assert first.others() == []


def test_a_job_of_one_meets_nobody(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "1")
    assert of_rank("0", monkeypatch).others() == []
    monkeypatch.setenv("WORLD_SIZE", "many")
    assert of_rank("one", monkeypatch).speaks
    assert not list(job.iterdir())
