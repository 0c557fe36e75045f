"""Patterns for paths, as in `exclude` and `per-file-ignores`. Floor 2.

A pattern without a slash names files and folders anywhere; one with a slash is relative to the folder of the file that it
stands in. `*` matches slashes too. What lies in a folder that matches, matches.
"""

from __future__ import annotations

import os
import re
from fnmatch import translate
from functools import cache
from pathlib import Path

from losslint.regular import regular

_SIGNS = regular(r"([*?[])")
NOT = "!"


def anchored(pattern: str, folder: Path) -> str:
    """The pattern with its slashes made independent of where it was written; one without any stays as it is."""
    cleaned = pattern.replace(os.sep, "/").rstrip("/")
    if "/" not in cleaned or Path(cleaned).is_absolute():
        return cleaned
    cleaned = cleaned.removeprefix("./")
    return f"{_literal(folder)}/{cleaned}"


def moved(pattern: str, old: Path, new: Path) -> str:
    """An anchored pattern that speaks of paths in the folder `old`, made to speak of `new`; another one as it is."""
    negated, rest = pattern.startswith(NOT), pattern.removeprefix(NOT)
    if rest.startswith(f"{_literal(old)}/"):
        rest = _literal(new) + rest.removeprefix(_literal(old))
    return NOT + rest if negated else rest


def _literal(folder: Path) -> str:
    return _SIGNS.sub(r"[\1]", folder.as_posix()).rstrip("/")


def absolute(pattern: str, folder: Path) -> str:
    """As `anchored`, for a pattern that is compared with whole paths: without a slash it matches anywhere below."""
    negated, cleaned = pattern.startswith(NOT), pattern.removeprefix(NOT).replace(os.sep, "/").rstrip("/")
    return (NOT if negated else "") + anchored(cleaned if "/" in cleaned else f"**/{cleaned}", folder)


def covers(pattern: str, path: Path) -> bool:
    """Whether an absolute pattern matches an absolute path or a folder around it; `!pattern`: whether it does not."""
    if pattern.startswith(NOT):
        return not covers(pattern.removeprefix(NOT), path)
    compiled = _compiled(pattern)
    return any(compiled.match(folder.as_posix()) for folder in (path, *path.parents))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # `**/` may stand for no folder at all, which fnmatch does not know
    return re.compile("|".join(translate(spelling) for spelling in (pattern, pattern.replace("**/", ""))))
