"""What a branch adds: a git ref comes in, the findings that its common ancestor with HEAD does not have go out. Floor 6.

The ancestor's files are written into a folder outside the user's tree and analysed there; nothing in the repository is
touched: no worktree is registered, its index is neither read nor written, no hook runs.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from losslint.baseline import Key, divided, key_of
from losslint.config import Config
from losslint.diagnostic import Report, Suppression
from losslint.gate import gate
from losslint.record import dataclass, replace
from losslint.runner import Run, run
from losslint.settings.patterns import moved
from losslint.source.project import MARKERS, UsageProblem

if TYPE_CHECKING:
    from losslint.analysis.sites import Progress

SUFFIXES = (".py", ".ipynb")
NAMES = (*MARKERS, ".gitignore", ".ignore")
"""What else the analysis looks at: what a project's root holds, and what says which files to leave out."""


class BranchError(UsageProblem):
    """git cannot say what the branch adds; the message says why."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """The commit that the branch began at; `top` is the root of the user's checkout."""

    commit: str
    top: Path


def added(report: Report, head: Run, ancestor: Ancestor, config: Config, progress: Progress | None = None) -> Report:
    """The report without the findings that are at the ancestor too; those are held back."""
    known = _known(head, ancestor, config, progress)
    parts = divided(report.diagnostics, known, lambda each: key_of(each, head.project, ancestor.top), ancestor.top)
    why = Suppression("baseline", f"known at {ancestor.commit[:12]}")
    return replace(
        report,
        diagnostics=tuple(parts.new),
        suppressed=(*report.suppressed, *(replace(finding, suppression=why) for finding in parts.known)),
    )


def ancestor_of(ref: str, folder: Path) -> Ancestor:
    """Where the history of `ref` and that of HEAD meet, in the repository around `folder`. Raises BranchError."""
    top = _git(["rev-parse", "--show-toplevel"], folder, lambda _: f"{folder} lies in no git repository").strip()
    verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"]
    _git([*verify, "HEAD^{commit}"], folder, lambda _: "the repository has no commit yet")
    commit = _git([*verify, f"{ref}^{{commit}}"], folder, lambda _: f"git knows no commit '{ref}'").strip()
    meeting = _git(["merge-base", commit, "HEAD"], folder, lambda _: _no_ancestor(ref)).split()
    return Ancestor(meeting[0], Path(os.path.realpath(top)))


def _no_ancestor(ref: str) -> str:
    return f"'{ref}' and HEAD have no common ancestor here; a shallow clone may need more history"


def _known(head: Run, ancestor: Ancestor, config: Config, progress: Progress | None) -> Counter[Key]:
    """The findings at the ancestor, in the whole of the project."""
    with _exported(ancestor) as tree:
        root = head.project.root if head.project.root.is_relative_to(ancestor.top) else ancestor.top
        here = tree / root.relative_to(ancestor.top)
        if not here.is_dir():
            return Counter()
        there = _moved(config, ancestor.top, tree)
        base = run([here], cwd=here, config=there, progress=progress)
        if base.report.internal:
            raise BranchError(f"the analysis of {ancestor.commit[:12]} failed: {base.report.internal[0]}")
        return Counter(key_of(finding, base.project, tree) for finding in gate(base, there).diagnostics)


def _moved(config: Config, top: Path, tree: Path) -> Config:
    """The settings for the exported tree: what they say of paths in the repository is said of those there."""
    sources = [(tree / path.relative_to(top) if path.is_relative_to(top) else path) for path in config.src]
    return replace(
        config,
        exclude=tuple(moved(pattern, top, tree) for pattern in config.exclude),
        per_file_ignores=tuple((moved(pattern, top, tree), codes) for pattern, codes in config.per_file_ignores),
        src=tuple(path for path in sources if path.is_dir()),
        baseline=None,
    )


@contextmanager
def _exported(ancestor: Ancestor) -> Iterator[Path]:
    """A folder with those of the ancestor's files that the analysis looks at, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="losslint-") as scratch:
        tree = Path(os.path.realpath(scratch)) / "tree"
        (tree / ".git").mkdir(parents=True)  # a repository's root, for whoever looks for one
        index = {"GIT_INDEX_FILE": f"{scratch}/index", "GIT_LFS_SKIP_SMUDGE": "1"}
        failed = lambda cause: f"git cannot export {ancestor.commit[:12]}: {cause}"  # noqa: E731
        listed = _git(["ls-tree", "-r", "-z", "--name-only", "--full-tree", ancestor.commit], ancestor.top, failed)
        paths = "\0".join(path for path in listed.split("\0") if _matters(path))
        _git(["read-tree", ancestor.commit], ancestor.top, failed, variables=index)
        words = ["checkout-index", "-q", "-z", "--stdin", f"--prefix={tree.as_posix()}/"]
        _git(words, ancestor.top, failed, variables=index, given=paths)
        yield tree


def _matters(path: str) -> bool:
    return path.endswith(SUFFIXES) or path.rpartition("/")[2] in NAMES


def _git(
    words: list[str],
    folder: Path,
    problem: Callable[[str], str],
    *,
    variables: dict[str, str] | None = None,
    given: str = "",
) -> str:
    """What git prints. Raises BranchError with the words of `problem`, which is told git's own."""
    quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours, and a ref that git takes as nothing else
            ["git", *quiet, *words],  # noqa: S607 - the user's git, wherever it is installed
            cwd=folder,
            env={**os.environ, **(variables or {})},
            input=os.fsencode(given),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise BranchError("--diff-against needs git, which is not installed") from None
    if done.returncode:
        raise BranchError(problem(done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"))
    return os.fsdecode(done.stdout)
