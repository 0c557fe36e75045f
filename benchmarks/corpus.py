"""Everything that losslint says about checked-out repositories, for people to judge.

In: folders, one repository each. Out: on stdout a TSV of all findings, advice included (repository, place, code, severity, condition,
message, trail); on stderr what went wrong, the slowest, the totals, findings by code, loss calls by verdict and why not known.
Exit 1 if losslint failed anywhere (a crash, an internal error, no answer in time).
"""

from __future__ import annotations

import argparse
import csv
import json
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
COLUMNS = ("repository", "place", "code", "severity", "condition", "message", "trail")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one command said: its document (None if there is none), seconds of the whole process, what went wrong."""

    document: Json | None
    seconds: float
    problem: str = ""


@dataclass(slots=True)
class Tally:
    """The sums over all repositories. `times` holds (seconds, repository) of `check`."""

    codes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    times: list[tuple[float, str]] = field(default_factory=list)
    pairs_seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def asked(command: Sequence[str], folder: Path, limit: float) -> Answer:
    """Run losslint on a folder. A document may come with a problem: losslint keeps what it found before a failure."""
    start = time.perf_counter()
    try:
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Answer(None, limit, f"no answer in {limit:g} s")
    seconds = time.perf_counter() - start
    complaint = done.stderr.decode("utf-8", "replace").strip()
    problem = f"exit {done.returncode}: {complaint}" if complaint or done.returncode not in (0, 1) else ""
    try:
        return Answer(json.loads(done.stdout), seconds, problem)
    except ValueError:
        return Answer(None, seconds, problem or "what it printed is no JSON")


def repository(folder: Path) -> str:
    """`owner/name@commit` of a folder called `owner+name@commit`, else the folder's own name."""
    return folder.resolve().name.replace("+", "/", 1)


def place(spot: Json) -> str:
    """`path:line:column`, in a notebook `path:cell N:line:column`."""
    cell = f":cell {spot['cell']}" if spot.get("cell") else ""
    return f"{spot['path']}{cell}:{spot['line']}:{spot['column']}"


def rows_of(name: str, document: Json) -> Iterator[tuple[str, ...]]:
    """One row for each finding."""
    for found in document["diagnostics"]:
        trail = "; ".join(f"{place(step)} {step['message']}" for step in found["trail"])
        condition = found["condition"] or ""
        yield name, place(found), found["code"], found["severity"], condition, found["message"], trail


def look_at(folder: Path, losslint: Sequence[str], limit: float, tally: Tally) -> list[tuple[str, ...]]:
    """Run both commands on one repository, add to the tally, and give the rows of its findings."""
    name = repository(folder)
    check = asked([*losslint, "check", "--no-cache", "--select", "ALL", "--output-format", "json"], folder, limit)
    pairs = asked([*losslint, "pairs", "--no-cache", "--output-format", "json"], folder, limit)
    tally.times.append((check.seconds, name))
    tally.pairs_seconds += pairs.seconds
    for verb, answer in (("check", check), ("pairs", pairs)):
        if answer.problem:
            tally.problems.append(f"{name}: {verb}: {answer.problem}")
    for pair in (pairs.document or {}).get("pairs", ()):
        tally.verdicts[pair["verdict"]] += 1
        if pair["verdict"] == "unknown":
            tally.reasons[str(pair["unknown_because"])] += 1
    if check.document is None:
        return []
    tally.files.update(check.document["files"])
    tally.codes.update(f"{found['code']} {found['severity']}" for found in check.document["diagnostics"])
    return list(rows_of(name, check.document))


def summary(tally: Tally, slowest: int, reasons: int) -> Iterator[str]:
    """The lines for stderr."""
    yield f"repositories: {len(tally.times)}; files: {dict(tally.files)}"
    yield f"seconds: check {sum(seconds for seconds, _ in tally.times):.1f}, pairs {tally.pairs_seconds:.1f}"
    yield from (f"  slow: {seconds:6.2f} s  {name}" for seconds, name in sorted(tally.times, reverse=True)[:slowest])
    yield f"loss calls: {sum(tally.verdicts.values())} {dict(tally.verdicts.most_common())}"
    yield from (f"  {count:5d}  {reason}" for reason, count in tally.reasons.most_common(reasons))
    yield f"findings: {sum(tally.codes.values())}"
    yield from (f"  {count:5d}  {code}" for code, count in sorted(tally.codes.items()))
    yield f"failures of losslint: {len(tally.problems)}"
    yield from (f"  {problem}" for problem in tally.problems)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a checked-out repository")
    parser.add_argument("--losslint", default=f"{shlex.quote(sys.executable)} -m losslint", help="the command to run")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one command on one repository")
    parser.add_argument("--slowest", type=int, default=5, help="how many of the slowest to list")
    parser.add_argument("--reasons", type=int, default=20, help="how many reasons for unknown to list")
    args = parser.parse_args()
    tally, losslint = Tally(), shlex.split(args.losslint)
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(COLUMNS)
    for folder in sorted(folder for folder in args.folders if folder.is_dir()):
        out.writerows(look_at(folder, losslint, args.limit, tally))
    print("\n".join(summary(tally, args.slowest, args.reasons)), file=sys.stderr)
    return 1 if tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())
