"""Patterns of `match`, as tests on the subject and as names that they bind. Floor 3, pure syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def pattern_test(subject: ast.expr, pattern: ast.pattern) -> ast.Compare | None:
    """`case "bce":` as the comparison `subject == "bce"`, `case "a" | "b":` as `subject in ("a", "b")`."""
    if isinstance(pattern, ast.MatchValue):
        test = ast.Compare(subject, [ast.Eq()], [pattern.value])
        return ast.copy_location(test, pattern)
    if isinstance(pattern, ast.MatchOr) and all(isinstance(p, ast.MatchValue) for p in pattern.patterns):
        options = ast.Tuple([p.value for p in pattern.patterns if isinstance(p, ast.MatchValue)], ast.Load())
        ast.copy_location(options, pattern)
        return ast.copy_location(ast.Compare(subject, [ast.In()], [options]), pattern)
    return None


def captures(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
