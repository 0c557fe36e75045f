"""Where a key stands in a TOML file. Floor 2; only asked when something is wrong, so that the line can be named.

Python's own reader of TOML keeps no lines. Headers and keys are found line by line here, and each is read by that reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from losslint.regular import regular

KeyPath = tuple[str, ...]

_HEADER = regular(r"^\s*\[{1,2}(?P<name>[^\[\]]+)\]{1,2}\s*(#.*)?$")
_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = regular(rf"^\s*(?P<name>{_PART}(?:\s*\.\s*{_PART})*)\s*=")


def line_of(text: str, path: KeyPath, word: str | None = None) -> int | None:
    """The 1-based line of the key with that path, or of the nearest table around it; None if neither is found.

    `word` is a string in the key's value, perhaps some lines below.
    """
    best, best_line = 0, None
    for number, found in _keys(text):
        shared = len(found) if found == path[: len(found)] else 0
        if shared > best:
            best, best_line = shared, number
    if best_line is None or word is None:
        return best_line
    lines = text.splitlines()
    quoted = (f'"{word}"', f"'{word}'")
    below = range(best_line, len(lines) + 1)
    return next((number for number in below if any(word in lines[number - 1] for word in quoted)), best_line)


def _keys(text: str) -> Iterator[tuple[int, KeyPath]]:
    table: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _parts(header["name"])
            yield number, table
        elif key := _KEY.match(line):
            yield number, table + _parts(key["name"])


def _parts(name: str) -> KeyPath:
    """`tool."a.b"` as its parts."""
    import tomllib

    try:
        value: object = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts: list[str] = []
    while isinstance(value, dict):
        [(part, value)] = value.items()
        parts.append(part)
    return tuple(parts)
