"""What a run read and looked up, as facts to compare: files by size, times and content, paths by what they led to. Floor 5.

A file whose size, mode and times are as they were is taken for unchanged, unless the times were so young when it was read that
a later change could have left them as they are. Any other file is read and compared by its content. A file that the analysis
never read need only be there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from losslint.digest import digested
from losslint.source.file import SourceFile, Status
from losslint.source.links import program_root
from losslint.source.project import Project
from losslint.suppression import asks

YOUNG = 2_000_000_000  # nanoseconds: the coarsest clock of a file system still in use
_PACKAGE = Path(__file__).parents[1]


Fact = list[Any]  # path, status, digest of the content, whether it may hold a comment for losslint


def facts_of(project: Project) -> dict[str, Any]:
    """The facts of a project after an analysis."""
    looked_up = [
        [folder, text, most, [[*_fact(file, project, _digest(file) or ""), False] for file in found]]
        for (folder, text, most), found in project.looked_up.items()
    ]
    files = [[*_fact(file, project, _digest(file)), file.was_read and asks(file)] for file in project.files]
    roots = [[str(folder), str(root)] for folder, root in project.roots.items()]
    return {"files": files, "links": [list(link) for link in project.links], "looked up": looked_up, "roots": roots}


def _fact(file: SourceFile, project: Project, digest: str | None) -> Fact:
    return [str(file.path), _settled(file.status, project), digest]


def changed(facts: dict[str, Any], project: Project) -> dict[str, Any] | None:
    """None where something is not as it was. Else the facts to write down instead, where times alone are others."""
    files = _again(facts["files"], project.files, project)
    if files is None or facts["links"] != [list(link) for link in project.links]:
        return None
    if any(str(program_root(Path(folder), project.root)) != root for folder, root in facts["roots"]):
        return None
    looked_up = []
    for folder, text, most, then in facts["looked up"]:
        now = _again(then, project.data_files(Path(folder), text, most), project)
        if now is None:
            return None
        looked_up.append([folder, text, most, now])
    new = {"files": files, "looked up": looked_up}
    return {} if all(facts[key] == value for key, value in new.items()) else new


def _again(then: Sequence[Fact], now: Sequence[SourceFile], project: Project) -> list[Fact] | None:
    """The facts as they are now; None if others would have to be found."""
    if [path for path, *_ in then] != [str(file.path) for file in now]:
        return None
    found = []
    for file, (path, status, digest, asking) in zip(now, then, strict=True):
        if digest is not None and _is_other(file.status, status) and digest != _read_digest(file):
            return None
        if digest is None:  # of what was not read the content does not count
            found.append([path, status, digest, asking])
            continue
        file.asks = asking
        found.append([path, _settled(file.status, project), digest, asking])
    return found


def _settled(status: Status | None, project: Project) -> list[int] | None:
    """The status, if a change since then would show in it."""
    if status is None or max(status.changed, status.modified) > project.opened_at - YOUNG:
        return None
    return list(status)


def _is_other(now: Status | None, then: list[int] | None) -> bool:
    return now is None or then is None or list(now) != then


def _digest(file: SourceFile) -> str | None:
    """Of what the analysis read; None if it did not, "" if it could not."""
    if not file.was_read:
        return None
    return "" if file.problems and not file.data else digested(file.data)


def _read_digest(file: SourceFile) -> str:
    """Of what stands in the file now; what is no digest of any file if it cannot be read."""
    data = file.data
    return "unreadable" if file.problems and not data else digested(data)


def _digest_of(path: Path) -> str:
    try:
        return digested(path.read_bytes())
    except OSError:
        return "unreadable"


# -- files that are not the project's -----------------------------------------------------------------------------------


def stub_files(roots: Iterable[Path]) -> Iterator[Path]:
    """The user's own stubs."""
    for root in roots:
        yield from [root] if root.is_file() else sorted(root.rglob("*.pyi"))


def digest_of_files(paths: Iterable[Path]) -> str:
    """One digest of names and contents."""
    return digested("\n".join(f"{path} {_digest_of(path)}" for path in paths).encode("utf-8", "surrogateescape"))


@cache
def own_files() -> str:
    """What losslint itself is: names, sizes and times of its modules, its stubs and its pages, so that a change in a checkout counts."""
    from losslint.rules.catalogue import pages_folder

    found: list[str] = []
    _list_below(str(_PACKAGE), found)
    _list_below(str(pages_folder()), found)
    return digested("\n".join(sorted(found)).encode("utf-8", "surrogateescape"))


def _list_below(folder: str, found: list[str], skipped: Collection[str] = ("__pycache__",)) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in skipped:
                continue
            if entry.is_dir():
                _list_below(entry.path, found)
            else:
                status = entry.stat()
                found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
