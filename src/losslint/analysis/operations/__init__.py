"""Operations applied to forms: where they stand, what reaches them, what else counts. Floor 3.

`candidates` finds the calls and comparisons that can matter, by syntax and names alone; `sites` evaluates their operands.
"""

from __future__ import annotations

from losslint.analysis.operations.sites import operation_sites

__all__ = ["operation_sites"]
