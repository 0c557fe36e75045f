"""The values of losslint are dataclasses: whatever the standard library's do, theirs do, sealing apart."""

from __future__ import annotations

import ast
import dataclasses
import operator
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from losslint import record

SOURCE = Path(__file__).parent.parent / "src" / "losslint"


@record.dataclass(frozen=True, slots=True, order=True)
class Point:
    """At module level, where pickle finds it."""

    x: int
    y: int = 0
    note: str = record.field(default="", compare=False)


def family(library: Any, **options: bool) -> list[Any]:
    """The same classes, made by the standard library or by ours."""

    @library.dataclass(**options)
    class Plain:
        a: int
        b: str = "b"

    @library.dataclass(**options)
    class Child(Plain):
        b: str = "other"
        c: list[int] = library.field(default_factory=list, compare=False)
        d: int = library.field(default=7, init=False, repr=False)

    @library.dataclass(**options)
    class Empty:
        pass

    @library.dataclass(**options)
    class Counted:
        a: int
        total: int = library.field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "total", self.a + 1)

        def __repr__(self) -> str:
            return f"<{self.a}>"

    return [Plain, Child, Empty, Counted]


OPTIONS: list[dict[str, bool]] = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
    {"slots": True, "eq": False},
]
CALLS: list[Callable[[Any], Any]] = [
    lambda make: make(),
    lambda make: make(1),
    lambda make: make(1, "x"),
    lambda make: make(1, b="x"),
    lambda make: make(1, "b"),
    lambda make: make(a=2),
    lambda make: make(1, "x", [3]),
    lambda make: make(1, c=[4]),
    lambda make: make(1, z=1),
]


def told(act: Callable[..., Any], *arguments: Any) -> Any:
    """What comes of it: the value, or the error."""
    try:
        return act(*arguments)
    except (TypeError, AttributeError) as error:
        return type(error)


def seen(values: list[Any]) -> list[Any]:
    """All that can be asked of some values, as one plain value."""
    facts: list[Any] = []
    for value in values:
        facts += [repr(value).rpartition(".")[2], hasattr(value, "__dict__")]
        facts.append(isinstance(told(hash, value), int))
        if not isinstance(value, type):
            facts += [dataclasses.asdict(value), type(value).__match_args__]
            facts += [(f.name, f.type, f.init, f.repr, f.compare) for f in dataclasses.fields(value)]
    asked = (operator.eq, operator.lt, operator.le, operator.gt, operator.ge)
    return [*facts, [told(ask, left, right) for ask in asked for left in values for right in values]]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("which", range(4))
def test_what_the_standard_library_makes_is_made(which: int, options: dict[str, bool]) -> None:
    ours, theirs = family(record, **options)[which], family(dataclasses, **options)[which]
    assert seen([told(call, ours) for call in CALLS]) == seen([told(call, theirs) for call in CALLS])


def test_two_of_the_same_fields_are_one_key() -> None:
    assert {Point(1): "a", Point(1, 0, "said"): "b"} == {Point(1): "b"}
    assert Point(1) != Point(2)
    assert sorted([Point(2, 1), Point(1, 3), Point(1, 2)]) == [Point(1, 2), Point(1, 3), Point(2, 1)]


def test_a_changed_copy() -> None:
    assert repr(record.replace(Point(1, note="n"), y=5)) == repr(dataclasses.replace(Point(1, note="n"), y=5))
    assert repr(record.replace(Point(1), y=5)) == "Point(x=1, y=5, note='')"


def test_a_value_is_taken_apart_and_put_together() -> None:
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)
    assert pickle.loads(pickle.dumps(Point(3, note="n"))).note == "n"  # noqa: S301 - our own


def test_a_class_that_writes_its_own_keeps_it() -> None:
    @record.dataclass(frozen=True, slots=True)
    class Kept:
        a: int

        def __hash__(self) -> int:
            return 5

    class Grown(Kept):
        def __init__(self, a: int, b: int) -> None:
            super().__init__(a)
            self.b = b

    assert hash(Kept(1)) == 5
    assert Kept(1) == Kept(1)
    assert (Grown(1, 2).a, Grown(1, 2).b) == (1, 2)


def test_an_error_names_the_class() -> None:
    for _ in range(2):  # the first call writes the method, the second is the method
        with pytest.raises(TypeError, match=r"Point\.__init__\(\) missing 1 required positional argument: 'x'"):
            Point()  # type: ignore[call-arg]


def test_values_are_declared_with_the_words_of_record() -> None:
    """A `field` of the standard library in one of our classes would be taken for a default."""
    theirs = {
        f"{path.relative_to(SOURCE)}: {alias.name}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and path.name != "record.py"
        for alias in node.names
    }
    assert not {name for name in theirs if name.endswith((": dataclass", ": field", ": replace"))}
    assert theirs  # `asdict` is theirs: they know our classes
