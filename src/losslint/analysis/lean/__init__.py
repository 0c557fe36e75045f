"""The lean pass: every node of a file once, to fill the name graph. Floor 3; knows syntax, no values.

`statements` walks a file with a stack. `expressions` reads an expression bottom up and says on the way which names its value
may be or may hold (`sources`), so that a nested expression is read once however many calls and assignments stand around it.
"""

from __future__ import annotations

from losslint.analysis.lean.statements import add

__all__ = ["add"]
