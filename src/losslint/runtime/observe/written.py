"""How the value of a loss is used where its call is written. Floor 3.

In: the frame of the user's that calls the loss; out: whether the loss enters arithmetic (`-nll_loss(p, y, reduction="none")` picks
the true class). The run cannot show what will become of a value; the source of the call does.
"""

from __future__ import annotations

import ast
import linecache
from functools import cache
from types import CodeType, FrameType

from losslint.analysis.names import Called, Owner
from losslint.analysis.sites import picks_true_class
from losslint.runtime.observe.frames import position


def in_arithmetic(frame: FrameType, reduction: str | None) -> bool:
    """As the analysis of source has it; False where there is no source."""
    called = _called(frame.f_code, frame.f_lasti)
    return called is not None and picks_true_class(called, reduction)


@cache
def _called(code: CodeType, instruction: int) -> Called | None:
    line, _, column, _ = position(code, instruction)
    tree = _tree(code.co_filename)
    if tree is None:
        return None
    call = next(
        (n for n in ast.walk(tree) if isinstance(n, ast.Call) and (n.lineno, n.col_offset) == (line, column)), None
    )
    around = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.lineno <= (line or 0) <= (n.end_lineno or 0)
    ]
    if call is None:
        return None
    scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef = around[-1] if around else tree
    return Called(call, Owner(None, scope, None))  # type: ignore[arg-type]  # only the scope is looked at


@cache
def _tree(filename: str) -> ast.Module | None:
    try:
        return ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):
        return None
