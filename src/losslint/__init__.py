"""losslint: does the loss speak the language of the output it grades? A static analyser for training code.

`losslint.check(paths)` is the command's work as a function; what it hands out are the names below. They are loaded when they are
asked for, so that a program that only imports losslint, or asks for its version, loads none of the analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from losslint.api import (
        Applicability,
        Diagnostic,
        Edit,
        Fix,
        PairRow,
        Place,
        Report,
        Severity,
        Step,
        UsageProblem,
        check,
    )

__all__ = [
    "Applicability",
    "Diagnostic",
    "Edit",
    "Fix",
    "PairRow",
    "Place",
    "Report",
    "Severity",
    "Step",
    "UsageProblem",
    "check",
]

__version__ = "0.1.0"


if not TYPE_CHECKING:  # a type checker knows the names from above, and that there are no others

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'losslint' has no attribute '{name}'")
        from importlib import import_module

        return getattr(import_module("losslint.api"), name)
