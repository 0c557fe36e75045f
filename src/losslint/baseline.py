"""The baseline: findings that are known, in a file of the project. Floor 5.

A finding is known by its rule, its path, the function around it and the code at its place, never by a line number; where
several are alike, by their number. A file that is not where it was is looked for among those of which nothing is known. The file is JSON with one entry on each line, in order, so that it merges well.
"""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from losslint.diagnostic import Diagnostic, Suppression
from losslint.record import dataclass, replace
from losslint.source.enclosing import situated
from losslint.source.project import Project, UsageProblem
from losslint.writing import write_whole

VERSION = 1
FILE_NAME = "losslint-baseline.json"
_FIELDS = ("code", "path", "function", "source")


class BaselineError(UsageProblem):
    """A baseline cannot be read or written; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes two findings the same one. `path` is relative to a folder that the two have in common."""

    path: str
    code: str
    function: str
    source: str


def key_of(finding: Diagnostic, project: Project, folder: Path) -> Key:
    """The key of a finding, its path relative to `folder`."""
    path = project.path_of(finding.place.path)
    relative = path.relative_to(folder) if path.is_relative_to(folder) else Path(os.path.relpath(path, folder))
    file = project.file(finding.place.path)
    function, source = situated(file, finding.place) if file else ("", "")
    return Key(relative.as_posix(), finding.code, function, source)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known, and how often; `path` is the file."""

    path: Path
    entries: Counter[Key]

    @property
    def folder(self) -> Path:
        return self.path.parent

    def divided(self, findings: Sequence[Diagnostic], project: Project) -> Divided:
        """The findings that are new, those that are known, and the entries that none of them matches."""
        why = Suppression("baseline", f"in {self.path.name}")
        parts = divided(findings, self.entries, lambda finding: key_of(finding, project, self.folder), self.folder)
        return replace(parts, known=[replace(finding, suppression=why) for finding in parts.known])

    def settled(self, stale: Counter[Key], moved: Mapping[str, str]) -> Baseline:
        """Without the stale entries, those of moved files under their new paths."""
        entries: Counter[Key] = Counter()
        for key, count in (self.entries - stale).items():
            entries[replace(key, path=moved.get(key.path, key.path))] += count
        return replace(self, entries=entries)


@dataclass(frozen=True, slots=True)
class Divided:
    """The findings that are new, those that are known, what is left of the entries, and the new paths of files that moved."""

    new: list[Diagnostic]
    known: list[Diagnostic]
    left: Counter[Key]
    moved: Mapping[str, str]


def divided(
    findings: Iterable[Diagnostic], known: Counter[Key], key: Callable[[Diagnostic], Key], folder: Path
) -> Divided:
    """Findings by what is known; the paths of `known` are relative to `folder`."""
    if not known:
        return Divided(list(findings), [], Counter(), {})
    keys = [(finding, key(finding)) for finding in findings]
    moved = _moved(Counter(key for _, key in keys), known, folder)
    left = Counter(known)
    new: list[Diagnostic] = []
    old: list[Diagnostic] = []
    before = {path: old for old, path in moved.items()}
    for finding, now in keys:
        mine = replace(now, path=before.get(now.path, now.path))
        if left[mine] > 0:
            left[mine] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return Divided(new, old, +left, moved)


def _moved(found: Counter[Key], known: Counter[Key], folder: Path) -> dict[str, str]:
    """The new paths of files that are gone: for each the path, of those of which nothing is known, with the most of the very
    same findings."""
    listed = {key.path for key in known}
    others = sorted({key.path for key in found} - listed)
    moved: dict[str, str] = {}
    for path in sorted(listed) if others else ():
        if os.path.lexists(folder / path):
            continue
        mine = Counter({replace(key, path=""): count for key, count in known.items() if key.path == path})
        shared = {
            other: sum((mine & Counter({replace(k, path=""): n for k, n in found.items() if k.path == other})).values())
            for other in others
            if other not in moved.values()
        }
        best = max(shared, key=lambda other: shared[other], default=None)
        if best is not None and shared[best]:
            moved[path] = best
    return moved


def of_findings(path: Path, findings: Iterable[Diagnostic], project: Project) -> Baseline:
    """The baseline that holds exactly these findings."""
    return Baseline(path, Counter(key_of(finding, project, path.parent) for finding in findings))


# The file


def read(path: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = ": --write-baseline makes one" if isinstance(error, FileNotFoundError) else ""
        raise BaselineError(f"the baseline {path.name} cannot be read: {error.strerror or error}{hint}") from None
    except json.JSONDecodeError as error:
        raise BaselineError(f"{path.name}:{error.lineno}: the baseline is not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"the baseline {path.name} cannot be read: {error}") from None
    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise BaselineError(f"{path.name} is no baseline: it has no list of findings")
    if document.get("version") != VERSION:
        raise BaselineError(f"{path.name}: a baseline of version {document.get('version')}, not {VERSION}")
    entries: Counter[Key] = Counter()
    for number, entry in enumerate(document["findings"], start=1):
        key, count = _entry(entry, f"{path.name}: finding {number}")
        entries[key] += count
    return Baseline(path, entries)


def _entry(entry: object, where: str) -> tuple[Key, int]:
    if not isinstance(entry, dict):
        raise BaselineError(f"{where} is no object")
    for name in _FIELDS:
        if not isinstance(entry.get(name), str):
            raise BaselineError(f"{where}: '{name}' must be a string")
    count = entry.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise BaselineError(f"{where}: 'count' must be a number from 1")
    if unknown := sorted(set(entry) - {*_FIELDS, "count"}):
        raise BaselineError(f"{where}: unknown field '{unknown[0]}'")
    return Key(entry["path"], entry["code"], entry["function"], entry["source"]), count


def write(baseline: Baseline) -> None:
    """Put a baseline into its file, whole or not at all. Raises BaselineError."""
    path = baseline.path
    try:
        if path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise BaselineError(f"the baseline {path.name} is read-only")
        write_whole(path, written(baseline))
    except OSError as error:
        raise BaselineError(f"cannot write the baseline {path}: {error.strerror or error}") from None


def written(baseline: Baseline) -> bytes:
    """The file's bytes: the same for the same findings."""
    lines = [json.dumps(_fields(key, count), ensure_ascii=False) for key, count in sorted(baseline.entries.items())]
    listed = "\n" + ",\n".join(f"  {line}" for line in lines) + "\n " if lines else ""
    text = f'{{\n "version": {VERSION},\n "findings": [{listed}]\n}}\n'
    return text.encode("utf-8", "backslashreplace")


def _fields(key: Key, count: int) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(key, name) for name in _FIELDS}
    return fields if count == 1 else {**fields, "count": count}
