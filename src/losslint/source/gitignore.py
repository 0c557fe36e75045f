"""The pattern language of ignore files: the text of one comes in, its verdict on a path goes out. Knows no disk.

Floor 2, used by `ignore` alone. A pattern is asked about the path itself, never about the folders above it: whoever walks
a tree has asked about those before, and `!*/` would otherwise bring back every file below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from losslint.record import dataclass
from losslint.regular import regular

_GLOB = regular(
    r"(?P<any_folders>(?:^|(?<=/))\*\*/)|(?P<all_below>(?<=/)\*\*$)|(?P<stars>\*+)|(?P<one>\?)"
    r"|(?P<set>\[[!^]?\]?(?:\\.|[^\]\\])*\])|(?P<broken>\[|\\$)|\\(?P<escaped>.)|(?P<plain>[^*?\[\\/]+|/)",
    re.DOTALL,
)
_ANYWHERE = "(?:.*/)?"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: what it matches (relative to its file's folder), and whether it takes out or brings back."""

    regex: str
    is_exclusion: bool
    folders_only: bool


class IgnoreFile:
    """The patterns of one ignore file; the last one that matches a path decides."""

    def __init__(self, text: str) -> None:
        patterns = list(_patterns(text))
        self._patterns = [(regular(pattern.regex), pattern) for pattern in reversed(patterns)]
        self._any = re.compile(_any_of([pattern.regex for pattern in patterns]))

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True: left out, False: kept, None: nothing said. `path` is relative to the file's folder."""
        if not self._any.fullmatch(path):
            return None
        for regex, pattern in self._patterns:
            if (is_folder or not pattern.folders_only) and regex.fullmatch(path):
                return pattern.is_exclusion
        return None


def _any_of(expressions: list[str]) -> str:
    """One expression for all: most paths match nothing, which it says at once. What many begin with stands in it once."""
    below = [expression.removeprefix(_ANYWHERE) for expression in expressions if expression.startswith(_ANYWHERE)]
    here = [expression for expression in expressions if not expression.startswith(_ANYWHERE)]
    return "|".join([*here, f"{_ANYWHERE}(?:{'|'.join(below)})"] if below else here) or r"(?!)"


def _patterns(text: str) -> Iterator[Pattern]:
    for line in text.split("\n"):
        stripped = line.removesuffix("\r")
        while stripped.endswith((" ", "\t")) and not stripped.endswith(("\\ ", "\\\t")):
            stripped = stripped[:-1]
        if stripped and not stripped.startswith("#") and (pattern := _pattern(stripped)):
            yield pattern


def _pattern(line: str) -> Pattern | None:
    """The line's meaning; None if it cannot mean anything."""
    is_exclusion = not line.startswith("!")
    glob = line if is_exclusion else line[1:]
    folders_only = glob.endswith("/")
    glob = glob.removesuffix("/")
    # a slash before the end ties the pattern to the file's own folder
    glob = glob.removeprefix("/") if "/" in glob else f"**/{glob}"
    regex = _regex(glob)
    return Pattern(regex, is_exclusion, folders_only) if regex else None


def _regex(glob: str) -> str | None:
    parts: list[str] = []
    for match in _GLOB.finditer(glob):
        match match.lastgroup:
            case "any_folders":
                parts.append(_ANYWHERE)
            case "all_below":
                parts.append(".+")
            case "stars":
                parts.append("[^/]*")
            case "one":
                parts.append("[^/]")
            case "set":
                parts.append(_set(match[0]))
                if not _is_sound(parts[-1]):
                    return None
            case "broken":
                return None
            case _:
                parts.append(re.escape(match["escaped"] or match[0]))
    return "".join(parts)


def _set(glob: str) -> str:
    """A bracket expression; `!` negates as `^` does, and no set matches a slash."""
    negated = glob[1] in "!^"
    inner = glob[2 if negated else 1 : -1].replace("[", r"\[").replace("&&", r"&\&").replace("||", r"|\|")
    inner = f"\\{inner}" if inner.startswith(("]", "^")) else inner
    return f"(?!/)[{'^' if negated else ''}{inner}]"


def _is_sound(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:  # a reversed range such as [z-a]
        return False
    return True
