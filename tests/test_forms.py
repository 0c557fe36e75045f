"""The lattice of forms keeps its laws, whatever is known beside the name."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from losslint.forms import Form, FormName, form, join, leq, unknown
from losslint.place import Place, Step

bounds = st.sampled_from([-math.inf, -1.0, 0.0, 1.0, math.inf])
axes = st.sampled_from([None, -1, 0, 1])
named = st.builds(
    Form,
    st.sampled_from([FormName.LOGITS, FormName.SOFTMAX, FormName.SIGMOID]),
    dim=axes,
    low=bounds,
    high=bounds,
    units=st.sampled_from([None, 1, 10]),
    units_dim=axes,
    rank=st.sampled_from([None, 2, 3]),
    scaled=st.booleans(),
    part=st.booleans(),
    under=st.sampled_from([(), (FormName.SOFTMAX,), (FormName.SIGMOID, FormName.SOFTMAX)]),
    gradient=st.booleans(),
)
TOP = unknown("anything")
# Of an unknown value nothing else is known, except that a detached one is detached.
forms = named | st.builds(lambda gradient: replace(TOP, gradient=gradient), st.booleans())
STEP = Step(Place("model.py", 3, 5, 3, 9), "softmax is applied here")


@given(forms)
def test_join_is_idempotent(a: Form) -> None:
    assert join(a, a) == a


@given(forms, forms)
def test_join_is_commutative(a: Form, b: Form) -> None:
    assert join(a, b) == join(b, a)


@given(forms, forms, forms)
def test_join_is_associative(a: Form, b: Form, c: Form) -> None:
    assert join(join(a, b), c) == join(a, join(b, c))


@given(forms)
def test_order_is_reflexive(a: Form) -> None:
    assert leq(a, a)


@given(forms, forms)
def test_order_is_antisymmetric(a: Form, b: Form) -> None:
    assert not (leq(a, b) and leq(b, a)) or a == b


@given(forms, forms, forms)
def test_order_is_transitive(a: Form, b: Form, c: Form) -> None:
    assert not (leq(a, b) and leq(b, c)) or leq(a, c)


@given(forms, forms)
def test_join_is_an_upper_bound(a: Form, b: Form) -> None:
    assert leq(a, join(a, b))
    assert leq(b, join(a, b))


@given(forms)
def test_unknown_covers_every_named_form(a: Form) -> None:
    if a.known:
        assert leq(a, TOP)
        assert not leq(TOP, a)


@given(forms)
def test_evidence_is_no_part_of_a_form(a: Form) -> None:
    assert a.at(STEP) == a
    assert hash(a.at(STEP)) == hash(a)
    assert a.at(STEP).trail[-1] == STEP
    assert replace(a, because="another reason") == a


def test_different_names_join_to_unknown() -> None:
    assert join(form("softmax"), form("logits")).name is FormName.UNKNOWN


def test_a_name_brings_its_range() -> None:
    assert (form("tanh").low, form("tanh").high) == (-1.0, 1.0)
    assert (form("logits").low, form("logits").high) == (-math.inf, math.inf)
