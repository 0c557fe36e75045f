"""A regular expression that is compiled late is the one that `re.compile` would have made, and none is malformed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from losslint.regular import regular

SOURCE = Path(__file__).parent.parent / "src"
USERS = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    for path in SOURCE.rglob("*.py")
    if "import regular" in path.read_text("utf-8")
)


def test_it_does_what_the_compiled_one_does() -> None:
    ours, theirs = regular(r"^(?P<a>\w+)\b", re.MULTILINE), re.compile(r"^(?P<a>\w+)\b", re.MULTILINE)
    for _ in range(2):  # the first use compiles, the second finds what the first kept
        assert ours.findall("ab c\nd") == theirs.findall("ab c\nd") == ["ab", "d"]
        assert ours.sub("x", "ab c\nd") == theirs.sub("x", "ab c\nd") == "x c\nx"
    assert ours.groupindex == theirs.groupindex
    assert regular(rb"\d").search(b"a1")
    with pytest.raises(AttributeError):
        ours.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("module", USERS)
def test_every_one_can_be_compiled(module: str) -> None:
    values = list(vars(import_module(module)).values())
    values += [item for value in values if isinstance(value, tuple) for entry in value for item in _items(entry)]
    found = [value for value in values if type(value).__name__ == "regular"]
    assert found, f"{module} imports regular and has none at its head"
    for value in found:
        assert value.match  # compiles it


def _items(entry: object) -> tuple[object, ...]:
    return entry if isinstance(entry, tuple) else (entry,)
