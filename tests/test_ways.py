"""Ways to a place: what is reached whether a condition holds or not is reached without it."""

from __future__ import annotations

import ast

from losslint.analysis import ways
from losslint.analysis.scope import Condition, Definition, Kind, Reach


def definition(name: str) -> Definition:
    return Definition(Kind.ASSIGN, name, ast.Pass())


def condition(name: str, line: int) -> ast.expr:
    return ast.Name(name, ast.Load(), lineno=line, col_offset=0)


A, B = (condition(name, line) for line, name in enumerate("ab", 1))
FIRST, SECOND, CALL = definition("first"), definition("second"), definition("call")


def said(reaches: tuple[Reach, ...]) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (r.definition.place, [(c.test.id, c.holds) for c in r.conditions if isinstance(c.test, ast.Name)])
        for r in reaches
    ]


def test_a_call_in_a_choice_that_left_the_place_alone_is_no_choice() -> None:
    after = (Reach(CALL, (Condition(A, True),)), Reach(FIRST, (Condition(A, False),)))
    found = ways.behind(after, lambda one: (Reach(FIRST),) if one is CALL else None)
    assert said(found) == [("first", [])]


def test_what_differs_keeps_its_conditions() -> None:
    after = (Reach(CALL, (Condition(A, True),)), Reach(SECOND, (Condition(A, False),)))
    found = ways.behind(after, lambda one: (Reach(FIRST, (Condition(B, True),)),) if one is CALL else None)
    assert said(found) == [("first", [("a", True), ("b", True)]), ("second", [("a", False)])]


def test_nothing_behind_is_the_same() -> None:
    after = (Reach(FIRST), Reach(SECOND, (Condition(A, True),)))
    assert ways.behind(after, lambda _: None) is after


def test_choices_one_after_the_other_fall_together_in_any_order() -> None:
    ends = [
        Reach(FIRST, tuple(Condition(one, holds) for one, holds in way))
        for way in (((A, True), (B, True)), ((B, False), (A, True)), ((A, False),))
    ]
    assert said(ways.merged(ends)) == [("first", [])]
