"""What losslint costs beside parsing: `losslint check FOLDER` against `ast.parse` of the same files, in the same run.

In: folders. Out: one row for each, and one for all together: seconds of the whole process of both (start of Python, discovery, reading,
freeing included), the pure loop of `ast.parse` inside, and losslint's time as a ratio to both. The two run alternately, the
first place changing from round to round; a ratio is taken within a pair, and the median of the pairs is shown with the least
and the greatest. `again` is losslint's second run on the unchanged folder, answered from its cache; it plans no fixes. The cyclic collector is off in both, the trees are kept. Then `losslint --version` beside an empty Python.

The files are those that `losslint check --show-files` lists; notebooks are parsed cell by cell, cells with magics left out.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MEGABYTE = 1e6
# An installed package is compiled once: a setting of the shell that forbids it would be measured instead of losslint.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PARSE = "--parse-files-of"  # the hidden verb under which this file runs itself as the other side


@dataclass(frozen=True, slots=True)
class Timing:
    """One process: wall and processor seconds, and for the parsing side what it printed of itself."""

    wall: float
    cpu: float
    loop: float = 0.0
    files: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One pair of processes on one target (or the sums over several)."""

    losslint: Timing
    parsing: Timing
    again: Timing  # losslint once more, the project unchanged, the cache on


# The other side: discover, read, parse


def parse_files_of(folder: str, listing: str) -> None:
    """Walk the folder, read and parse the listed files, print the seconds of the parsing alone, files and bytes."""
    wanted = set(Path(listing).read_text(encoding="utf-8").splitlines())
    sources: list[bytes] = []
    files = 0
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.normpath(os.path.join(where, name))  # noqa: PTH118 - the other side's cost is what counts
            if path in wanted:
                files += 1
                sources += sources_of(path)
    start = time.perf_counter()
    trees = [tree for source in sources if (tree := parsed(source)) is not None]
    seconds = time.perf_counter() - start
    print(json.dumps({"loop": seconds, "files": files, "size": sum(map(len, sources)), "trees": len(trees)}))


def sources_of(path: str) -> list[bytes]:
    """The bytes of a file; of a notebook, those of its code cells."""
    data = Path(path).read_bytes()
    if not path.endswith(".ipynb"):
        return [data]
    try:
        cells = json.loads(data).get("cells", [])
    except (ValueError, AttributeError):
        return []
    return ["".join(cell["source"]).encode() for cell in cells if cell.get("cell_type") == "code"]


def parsed(source: bytes) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


# Measuring


def timed(command: Sequence[str], folder: Path) -> tuple[Timing, bytes]:
    """Run a command to its end. Raises RuntimeError where it fails."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode:
        raise RuntimeError(f"{shlex.join(command)} in {folder}: exit {process.returncode}")
    return Timing(wall, usage.ru_utime + usage.ru_stime), text


def measured(
    folder: Path, losslint: Sequence[str], options: Sequence[str], listing: Path, *, losslint_first: bool
) -> Round:
    """One pair of processes, and the second run: the first that there is writes the cache."""
    checking = [*losslint, "check", "--no-cache", "--exit-zero", "--output-format", "json", *options, "."]
    cache = str(listing.with_suffix(".cache").absolute())
    repeating = [*losslint, "check", "--cache-dir", cache, "--exit-zero", "--output-format", "json", "--no-fix", "."]
    parsing = [sys.executable, str(Path(__file__).resolve()), PARSE, ".", str(listing)]
    if losslint_first:
        check, _ = timed(checking, folder)
        parse, said = timed(parsing, folder)
    else:
        parse, said = timed(parsing, folder)
        check, _ = timed(checking, folder)
    again, _ = timed(repeating, folder)
    facts = json.loads(said)
    return Round(check, Timing(parse.wall, parse.cpu, facts["loop"], facts["files"], facts["size"]), again)


def list_files(folder: Path, losslint: Sequence[str], listing: Path) -> None:
    """Write the files that losslint would look at, one on each line, relative to the folder."""
    _, text = timed([*losslint, "check", "--show-files", "."], folder)
    listing.write_bytes(text)


def total(rounds: Sequence[Round]) -> Round:
    """The sums over several targets."""
    return Round(*(added([getattr(item, side) for item in rounds]) for side in ("losslint", "parsing", "again")))


def added(timings: Sequence[Timing]) -> Timing:
    return Timing(
        sum(item.wall for item in timings),
        sum(item.cpu for item in timings),
        sum(item.loop for item in timings),
        sum(item.files for item in timings),
        sum(item.size for item in timings),
    )


# Reporting


def row(name: str, rounds: Sequence[Round]) -> str:
    """One line of the table: medians over the rounds, ratios taken within a round."""
    ratios = [item.losslint.wall / item.parsing.wall for item in rounds]
    to_loop = median(item.losslint.wall / item.parsing.loop for item in rounds)
    cpu = median(item.losslint.cpu / item.parsing.cpu for item in rounds)
    check = median(item.losslint.wall for item in rounds)
    parse = median(item.parsing.wall for item in rounds)
    loop = median(item.parsing.loop for item in rounds)
    again = median(item.again.wall for item in rounds)
    facts = rounds[0].parsing
    return (
        f"{name[:44]:44s} {facts.files:6d} {facts.size / MEGABYTE:7.2f} {check:8.3f} {parse:8.3f} {loop:8.3f} "
        f"{median(ratios):7.2f} [{min(ratios):.2f}, {max(ratios):.2f}] {cpu:7.2f} {to_loop:8.2f} {again:7.3f}"
    )


HEAD = (
    f"{'folder':44s} {'files':>6s} {'MB':>7s} {'losslint':>8s} {'parsing':>8s} {'loop':>8s} "
    f"{'ratio':>7s} [least, greatest] {'cpu':>7s} {'to loop':>8s} {'again':>7s}"
)


def lines(
    folders: Sequence[Path], losslint: Sequence[str], options: Sequence[str], rounds: int, work: Path
) -> Iterator[str]:
    """The table. Every folder is run once before the first round, so that compiled files and the disk's cache are warm."""
    yield HEAD
    done: list[list[Round]] = []
    for number, folder in enumerate(folders):
        listing = work / f"{number}.txt"
        list_files(folder, losslint, listing)
        measured(folder, losslint, options, listing, losslint_first=True)
        done.append(
            [measured(folder, losslint, options, listing, losslint_first=turn % 2 == 0) for turn in range(rounds)]
        )
        yield row(folder.resolve().name, done[-1])
    if len(folders) > 1:
        yield row(f"all {len(folders)} together", [total([each[turn] for each in done]) for turn in range(rounds)])


def start_line(losslint: Sequence[str], rounds: int) -> str:
    """`losslint --version` and an empty Python, in milliseconds."""
    here = Path.cwd()
    timed([*losslint, "--version"], here)
    version = [timed([*losslint, "--version"], here)[0].wall * 1e3 for _ in range(rounds)]
    empty = [timed([sys.executable, "-c", "pass"], here)[0].wall * 1e3 for _ in range(rounds)]
    return (
        f"losslint --version: median {median(version):.0f} ms, least {min(version):.0f} ms; "
        f"an empty Python: median {median(empty):.0f} ms, least {min(empty):.0f} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="what to check and parse")
    parser.add_argument("--losslint", default=f"{shlex.quote(sys.executable)} -m losslint", help="the command to run")
    parser.add_argument(
        "--options", default="", help="more for the command line of check: --options=--no-fix, --options='-j 1'"
    )
    parser.add_argument("--rounds", type=int, default=5, help="pairs of processes for each folder")
    parser.add_argument("--starts", type=int, default=20, help="how often --version is run")
    args = parser.parse_args()
    losslint = shlex.split(args.losslint)
    with tempfile.TemporaryDirectory() as work:
        if args.folders:
            folders, options = [each for each in args.folders if each.is_dir()], shlex.split(args.options)
            for line in lines(folders, losslint, options, args.rounds, Path(work)):
                print(line, flush=True)
    print(start_line(losslint, args.starts))
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == [PARSE]:
        gc.disable()
        parse_files_of(sys.argv[2], sys.argv[3])
    else:
        sys.exit(main())
