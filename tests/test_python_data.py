"""Configuration files in Python: what is read of a module is what running it gives, or it is not known."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint.source.data import UNKNOWN
from losslint.source.python_data import is_plain, read_module

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-1000, 1000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
TREES = st.recursive(
    SCALARS, lambda t: st.lists(t, max_size=4) | st.dictionaries(st.text(max_size=5), t, max_size=4), max_leaves=12
)
CONFIG = """\
import math
base = dict(type='Net', depth=18)
width, height = 640, 360
size: int = 8
steps = (3616 // size + 1) * 100
half = size / 2
low = -0.5
names = ['a'] + ['b']
path = './data/' + 'train'
first = names[0]
kind = base['type']
other = {**base, 'depth': 34, 3: (1, 2)}
chosen = base if size else None
rate = lambda step: step / steps
root = math.sqrt(4)
by_zero = size / 1
changed = dict(a=1)
changed['a'] = 2
updated = dict(a=1)
updated.update(a=2)
again = 1
again = 2
summed = 1
summed += 1
shared = dict(a=1)
for key in ('b',):
    shared[key] = 1
del half
"""


@given(TREES)
def test_literals_are_read_as_they_are(tree: object) -> None:
    assert read_module(ast.parse(f"value = {tree!r}"))["value"] == tree


def test_what_is_read_is_what_running_gives_or_is_not_known() -> None:
    ran: dict[str, object] = {}
    exec(CONFIG, ran)  # noqa: S102 - our own text
    found = read_module(ast.parse(CONFIG))
    known = {name: value for name, value in found.items() if value is not UNKNOWN}
    assert known == {name: as_lists(ran[name]) for name in known}
    computed = {"width", "height", "chosen", "rate", "root", "changed", "updated", "summed", "shared", "half", "key"}
    assert {name for name, value in found.items() if value is UNKNOWN} == computed


def as_lists(value: object) -> object:
    """Tuples are read as lists."""
    if isinstance(value, dict):
        return {k: as_lists(v) for k, v in value.items()}
    return [as_lists(v) for v in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(
    "text", ["x = 1 / 0", "x = {**y}", "x = [*y]", "x = a.b", "dict = list; x = dict(a=1)", "x = [1][4]"]
)
def test_what_cannot_be_said_is_not_known(text: str) -> None:
    assert read_module(ast.parse(text))["x"] is UNKNOWN


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("model = dict(type='Net')", True),
        ("'''A run.'''\nimport math\nmodel = {'type': 'Net'}\nlr: float = 0.1", True),
        ("_base_ = ['base.py']", True),
        ("lr = 0.1", False),
        ("model = dict()\nprint(model)", False),
        ("model = dict()\ndef f(): ...", False),
        ("model = dict()\nif model: lr = 1", False),
    ],
)
def test_a_configuration_only_states_values(text: str, plain: bool) -> None:
    assert is_plain(ast.parse(text)) is plain
