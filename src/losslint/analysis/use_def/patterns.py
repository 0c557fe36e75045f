"""Patterns of `match`, as tests on the subject and as names that they bind. Floor 3, pure syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from losslint.analysis.use_def.state import Path
from losslint.source.nodes import children


def pattern_test(subject: ast.expr, pattern: ast.pattern) -> ast.Compare | None:
    """`case "bce":` as the comparison `subject == "bce"`, `case "a" | "b":` as `subject in ("a", "b")`."""
    match pattern:
        case ast.MatchValue(value=value):
            return _compared(subject, ast.Eq(), value, pattern)
        case ast.MatchSingleton(value=constant):
            return _compared(subject, ast.Is(), _constant(constant, pattern), pattern)
        case ast.MatchOr(patterns=patterns):
            options = [_option(p) for p in patterns]
            known = [o for o in options if o is not None]
            if len(known) == len(options):
                listed = ast.copy_location(ast.Tuple(known, ast.Load()), pattern)
                return _compared(subject, ast.In(), listed, pattern)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return pattern_test(subject, inner)
    return None


def is_choice(test: ast.expr) -> bool:
    """Is it `mode in ("a", "b")`, `kind == "c"`: what something may be, by constants?"""
    match test:
        case ast.Compare(left=ast.Name() | ast.Attribute(), comparators=[listed]):
            parts = listed.elts if isinstance(listed, ast.Tuple | ast.List | ast.Set) else [listed]
            return all(isinstance(part, ast.Constant) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return is_choice(inner)
    return False


def _compared(subject: ast.expr, op: ast.cmpop, value: ast.expr, pattern: ast.pattern) -> ast.Compare:
    return ast.copy_location(ast.Compare(subject, [op], [value]), pattern)


def _option(pattern: ast.pattern) -> ast.expr | None:
    match pattern:
        case ast.MatchValue(value=value):
            return value
        case ast.MatchSingleton(value=constant):
            return _constant(constant, pattern)
    return None


def _constant(value: bool | None, pattern: ast.pattern) -> ast.Constant:
    return ast.copy_location(ast.Constant(value), pattern)


def is_irrefutable(case: ast.match_case) -> bool:
    """`case _:` and `case x:` without a guard."""
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def captures(pattern: ast.pattern, path: Path | None = ()) -> Iterator[tuple[str, Path | None]]:
    """The names that a pattern binds, each with its path into the subject; None where a target could not lead there."""
    match pattern:
        case ast.MatchAs(name=name, pattern=inner):
            if name is not None:
                yield name, path
            if inner is not None:
                yield from captures(inner, path)
        case ast.MatchStar(name=str() as name):
            yield name, path
        case ast.MatchSequence(patterns=patterns):
            yield from _in_sequence(patterns, path)
        case ast.MatchMapping(rest=rest):
            if rest is not None:
                yield rest, None
            yield from _below(pattern)
        case _:
            yield from _below(pattern)


def _below(pattern: ast.pattern) -> Iterator[tuple[str, Path | None]]:
    for child in children(pattern):
        if isinstance(child, ast.pattern):
            yield from captures(child, None)


def _in_sequence(patterns: list[ast.pattern], path: Path | None) -> Iterator[tuple[str, Path | None]]:
    starred = [isinstance(p, ast.MatchStar) for p in patterns]
    for inner, step in zip(patterns, steps(starred), strict=True):
        yield from captures(inner, None if path is None else (*path, step))


def steps(starred: list[bool]) -> list[int | str]:
    """The step into the value for each of several targets; those behind a star count from the end."""
    count = len(starred)
    star = starred.index(True) if True in starred else count
    return [f"*{i}:{count - i - 1}" if i == star else i if i < star else i - count for i in range(count)]
