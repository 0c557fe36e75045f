"""`losslint run`: the program is as it would be alone, and is reported on at its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = """
import sys
print("began", sys.argv[1:], __name__, __file__)
{before}
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(6):
    output = net(torch.randn(16, 8))
    loss = criterion(output, torch.randint(10, (16,)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
{after}
"""


def script(folder: Path, before: str = "", after: str = "") -> Path:
    path = folder / "train.py"
    path.write_text(WRONG.format(before=before, after=after), encoding="utf-8")
    return path


def python(folder: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
    )


def run(folder: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return python(folder, "-m", "losslint", "run", *words, env=env)


def test_the_program_does_what_it_does_alone_and_is_reported_on(tmp_path: Path) -> None:
    """Its output, its exit code, its traceback; and the findings, of the loss that raised too."""
    script(tmp_path, after="nn.BCELoss()(nn.Linear(8, 1)(100 * torch.randn(64, 8)), torch.ones(64, 1))")
    alone, watched = python(tmp_path, "train.py", "--lr", "3"), run(tmp_path, "train.py", "--lr", "3")
    assert watched.returncode == alone.returncode == 1
    assert watched.stdout == alone.stdout
    assert watched.stderr.startswith(alone.stderr)
    assert "error[LL103]" in watched.stderr
    assert "error[LL101]" in watched.stderr
    assert "train.py:14:12" in watched.stderr
    assert "train.py:13:14" in watched.stderr


def test_the_report_comes_in_any_format_into_a_file(tmp_path: Path) -> None:
    script(tmp_path)
    done = run(tmp_path, "--output-format", "json", "--output-file", "found.json", "--exit-zero", "train.py")
    assert done.returncode == 0
    [finding] = json.loads((tmp_path / "found.json").read_text())["diagnostics"]
    assert (finding["code"], finding["path"], finding["line"]) == ("LL101", "train.py", 14)
    assert finding["fingerprint"]


def test_a_module_is_run_as_python_does(tmp_path: Path) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "helper.py").write_text("NAME = 'helper'\n")
    script(package, before="from .helper import NAME; print(NAME, __package__, __spec__.name)").rename(
        package / "__main__.py"
    )
    alone, watched = python(tmp_path, "-m", "pkg", "x"), run(tmp_path, "-m", "pkg", "x")
    assert watched.stdout == alone.stdout
    assert "pkg/__main__.py:14:12" in watched.stderr


@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        ("sys.exit(3)", 3, ""),
        ("sys.exit('no data')", 1, "no data"),
        ("sys.exit()", 0, ""),
        ("1/0", 1, "ZeroDivisionError"),
        ("import os; os._exit(4)", 4, ""),
        ("raise KeyboardInterrupt", 130, "KeyboardInterrupt"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15, ""),
    ],
)
def test_an_exit_before_torch_is_needed_is_the_programs_own(tmp_path: Path, end: str, code: int, said: str) -> None:
    """Torch is not imported for a program that does not import it."""
    script(tmp_path, before=f"assert 'torch' not in sys.modules\n{end}")
    done = run(tmp_path, "train.py")
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr or said in ("ZeroDivisionError", "KeyboardInterrupt")
    ended = code in (4, -15)  # at once: nobody can report
    assert ("No findings in 0 files (no loss calls)\n" in done.stderr) is not ended


def test_a_program_with_no_loss_and_no_output_is_silent(tmp_path: Path) -> None:
    (tmp_path / "quiet.py").write_text("def late():\n    import torch\n    torch.ones(2).sum()\n\nlate()\n")
    done = run(tmp_path, "-q", "quiet.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_fork_does_not_report(tmp_path: Path) -> None:
    fork = "import os\nif os.fork() == 0:\n    criterion(net(torch.ones(1, 8)), torch.zeros(1).long())\n    sys.exit(5)\nprint(os.wait()[1])"
    script(tmp_path, after=fork)
    done = run(tmp_path, "train.py")
    assert done.stderr.count("error[LL101]") == 1
    assert done.stdout.splitlines()[-1] == str(5 * 256)


def test_workers_and_spawned_processes_find_their_main_module(tmp_path: Path) -> None:
    spawn = """
import multiprocessing


def square(x):
    return x * x


if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(square, [1, 2, 3]))
    print(sum(len(batch) for batch in torch.utils.data.DataLoader(range(10), num_workers=1)))
"""
    path = tmp_path / "train.py"
    path.write_text("import torch\nfrom torch.utils.data import DataLoader\n" + spawn, encoding="utf-8")
    done = run(tmp_path, "-q", "train.py")
    assert done.stdout == "[1, 4, 9]\n10\n", done.stderr


def test_it_ends_the_program_once_enough_was_seen(tmp_path: Path) -> None:
    script(tmp_path, after="print('the end')")
    done = run(tmp_path, "--stop-after", "2", "train.py")
    assert "the end" not in done.stdout
    assert done.returncode == 1
    assert "error[LL101]" in done.stderr


def test_it_looks_at_so_many_calls_and_no_more(tmp_path: Path) -> None:
    script(tmp_path)
    run(tmp_path, "--steps", "2", "--evidence", "run.json", "train.py")
    [site] = json.loads((tmp_path / "run.json").read_text())["sites"]
    assert len(site["samples"]) == 2


def test_a_loss_in_a_compiled_region_is_said_to_be_unseen(tmp_path: Path) -> None:
    compiled = """
@torch.compile(backend="aot_eager")
def compiled(output):
    return nn.functional.nll_loss(output, torch.zeros(8).long())

for _ in range(3):
    compiled(net(torch.randn(8, 8))).backward()
"""
    script(tmp_path, after=compiled)
    done = run(tmp_path, "train.py")
    assert "note: nll_loss was called inside a compiled region and not looked at\n" in done.stderr
    assert "error[LL101]" in done.stderr
    assert "LL104" not in done.stderr


def test_comments_and_selection_hold(tmp_path: Path) -> None:
    script(tmp_path)
    done = run(tmp_path, "--ignore", "LL1", "train.py")
    assert done.returncode == 0


def test_one_process_of_a_distributed_job_speaks(tmp_path: Path) -> None:
    script(tmp_path)
    assert "LL101" not in run(tmp_path, "train.py", env={"RANK": "1"}).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a script"),
        (("nowhere.py",), "there is no script nowhere.py"),
        (("-m", "no.such.module"), "there is no module no.such.module"),
        (("--steps", "0", "train.py"), "--steps"),
        (("--select", "LL1000", "train.py"), "unknown rule code"),
    ],
)
def test_a_wrong_call_is_refused_in_words(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    script(tmp_path)
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_torch_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['torch'] = None\n")
    script(tmp_path)
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run(tmp_path, "train.py", env={"PYTHONPATH": paths})
    assert done.returncode == 2
    assert done.stdout == ""
    assert (
        done.stderr
        == "Error: losslint run needs torch, and it is not installed here: pip install 'ml-losslint[runtime]'\n"
    )


def imposter(folder: Path, text: str) -> dict[str, str]:
    """Another torch, found first."""
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


@pytest.mark.parametrize(
    ("torch", "end", "code", "said"),
    [
        (
            "__version__ = '1.13.1'",
            "",
            2,
            "losslint needs torch 2.2 or later, and this is 1.13.1: nothing was looked at",
        ),
        ("__version__ = '1.13.1'", "raise SystemExit(5)", 5, "nothing was looked at"),
        ("", "", 2, "losslint needs torch 2.2 or later, and what is imported as torch is another: "),
    ],
)
def test_another_torch_is_left_alone_and_said_to_be(tmp_path: Path, torch: str, end: str, code: int, said: str) -> None:
    (tmp_path / "late.py").write_text(f"print('before')\nimport torch\nprint('after')\n{end}\n", encoding="utf-8")
    done = run(tmp_path, "late.py", env=imposter(tmp_path, torch))
    assert (done.returncode, done.stdout) == (code, "before\nafter\n")
    assert done.stderr.startswith("Error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("torch", "said"),
    [
        (
            None,
            "losslint.runtime needs torch 2.2 or later, and it is not installed here: pip install 'ml-losslint[runtime]'",
        ),
        ("raise ImportError('libc10.so: no such file')", "and it cannot be imported: libc10.so: no such file"),
        ("__version__ = '1.13.1'", "and it cannot be imported: No module named 'torch.nn'"),
    ],
)
def test_a_watch_without_torch_says_so_in_one_sentence(tmp_path: Path, torch: str | None, said: str) -> None:
    if torch is None:
        (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['torch'] = None\n")
    env = imposter(tmp_path, torch) if torch is not None else {"PYTHONPATH": str(tmp_path)}
    done = python(tmp_path, "-c", "from losslint.runtime import watch\nwith watch(): pass", env=env)
    assert done.stderr.splitlines()[-1].startswith("ImportError: losslint.runtime needs torch 2.2 or later, and ")
    assert said in done.stderr
    assert "During handling" not in done.stderr


def test_a_watch_brings_neither_the_analysis_of_source_nor_torch(tmp_path: Path) -> None:
    """What a training process has to hold stays small."""
    said = python(tmp_path, "-c", "import sys, losslint.runtime; print(*sys.modules)").stdout.split()
    assert not [name for name in said if name.startswith("losslint.analysis")]
    assert not {"losslint.observation", "losslint.rules.steps", "losslint.rules.operations"}.intersection(said)
    assert "losslint.runtime.observe.hub" in said
    assert "torch" not in said
