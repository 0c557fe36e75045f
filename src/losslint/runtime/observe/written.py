"""How the value of a loss is used where its call is written. Floor 3.

In: the frame of the user's that calls the loss; out: whether the loss enters arithmetic (`-nll_loss(p, y, reduction="none")` picks
the true class). The run cannot show what will become of a value; the source of the call does.
"""

from __future__ import annotations

import ast
import linecache
from functools import cache
from types import CodeType, FrameType

from losslint.analysis.uses import is_exponent, picks_true_class
from losslint.runtime.observe.frames import position
from losslint.source.nodes import walk


def in_arithmetic(frame: FrameType, reduction: str | None) -> tuple[bool, bool]:
    """As the analysis of source has it: does it pick the true class, and is it an exponent? False where there is no source."""
    return _in_arithmetic(frame.f_code.co_filename, frame.f_code, frame.f_lasti, reduction)


@cache
def _in_arithmetic(filename: str, code: CodeType, instruction: int, reduction: str | None) -> tuple[bool, bool]:
    line, _, column, _ = position(code, instruction)
    tree = _tree(filename)
    nodes = [] if tree is None or line is None else list(walk(tree))
    call = next((n for n in nodes if isinstance(n, ast.Call) and (n.lineno, n.col_offset) == (line, column)), None)
    around = [
        n
        for n in nodes
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.lineno <= (line or 0) <= (n.end_lineno or 0)
    ]
    scope = around[-1] if around else tree
    if call is None or scope is None:
        return False, False
    return picks_true_class(call, scope, reduction), is_exponent(call, scope)


def _tree(filename: str) -> ast.Module | None:
    try:
        return ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):
        return None
