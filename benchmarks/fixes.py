"""Do fixes hold on real repositories? Safe and unsafe ones are made in a copy of each, and what must hold is looked at.

In: folders, one repository each. Out: on stdout the diffs, on stderr what does not hold and the totals. What must hold: every
file that parsed parses, a second run changes nothing, no finding is new, notebooks keep everything but their sources. Exit 1
if something does not.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

KEPT = ("*.py", "*.ipynb", "pyproject.toml", "losslint.toml", ".gitignore")
BRIEF = ("--output-format", "json", "--no-fix", "--extend-select", "LL108")
FIX = ("--fix", "--unsafe-fixes", "--quiet", *BRIEF[:2], *BRIEF[3:])
DIFF = ("--diff", "--unsafe-fixes", "--quiet", *BRIEF[3:])


def copied(repository: Path, home: Path) -> Path:
    """The files that losslint reads, in a folder of their own."""
    folder = home / repository.name
    for pattern in KEPT:
        for path in repository.rglob(pattern):
            if path.is_file() and ".git" not in path.relative_to(repository).parts:
                target = folder / path.relative_to(repository)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    return folder


def run(command: Sequence[str], folder: Path, limit: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "losslint", "check", "--no-cache", *command, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


def findings(document: str) -> Counter[str]:
    """The findings by code. Advice on the partner of a loss that was swapped does not count, nor what was not analysed."""
    found = json.loads(document)["diagnostics"]
    return Counter(one["code"] for one in found if _counts(one))


def _counts(finding: dict[str, Any]) -> bool:
    return finding["code"] == "LL108" or (finding["severity"] != "advice" and finding["code"] != "LL901")


def parses(path: Path) -> bool:
    try:
        if path.suffix == ".ipynb":
            json.loads(path.read_bytes())
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def outside_sources(data: bytes) -> Any:
    document = json.loads(data)
    for cell in document.get("cells", ()):
        cell.pop("source", None)
    return document


def looked_at(folder: Path, limit: float, totals: Counter[str]) -> Iterator[str]:
    """What does not hold in one copy; the diff goes to stdout."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    parsed = {path for path in before if path.suffix == ".py" and parses(path)}
    first = run(BRIEF, folder, limit)
    shown = run(DIFF, folder, limit)
    if not shown.stdout:
        totals["findings"] += findings(first.stdout).total()
        return
    print(f"=== {folder.name}\n{shown.stdout}", flush=True)
    fixed = run(FIX, folder, limit)
    if fixed.returncode not in (0, 1):
        yield f"exit {fixed.returncode}: {fixed.stderr.strip()}"
        return
    changed = [path for path in before if path.read_bytes() != before[path]]
    old, new = findings(first.stdout), findings(fixed.stdout)
    totals.update(findings=old.total(), mended=old.total() - new.total(), files=len(changed), repositories=1)
    for code, number in (new - old).items():
        yield f"{number} more findings of {code}"
    again = run(DIFF, folder, limit)
    if again.returncode or again.stdout:
        yield f"a second run changes something (exit {again.returncode}):\n{again.stdout}{again.stderr}"
    for path in changed:
        if path.suffix == ".ipynb" and outside_sources(path.read_bytes()) != outside_sources(before[path]):
            yield f"{path.relative_to(folder)}: more than sources has changed"
        if (path in parsed or path.suffix == ".ipynb") and not parses(path):
            yield f"{path.relative_to(folder)} does not parse any more"
    if {path for path in folder.rglob("*") if path.is_file()} != set(before):
        yield "files have come or gone"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one run of losslint")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    problems = 0
    for repository in options.repositories:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="losslint-fixes-") as home:
            try:
                wrong = list(looked_at(copied(repository, Path(home)), options.limit, totals))
            except subprocess.TimeoutExpired as error:
                wrong = [f"no answer in {error.timeout:g} s"]
        for problem in wrong:
            print(f"{repository.name}: {problem}", file=sys.stderr)
        problems += len(wrong)
        print(f"{repository.name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(
        f"{len(options.repositories)} repositories, {totals['findings']} findings, {totals['mended']} mended in "
        f"{totals['repositories']} repositories and {totals['files']} files; {problems} problems",
        file=sys.stderr,
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
