"""What a library's models and losses do, inferred from its source, as the summaries that stubs are made of. Floor 3.

In: a project that holds a package. Out: for each of its modules the public classes (what `forward` carries), losses (what
they expect) and functions, in the words of `knowledge.summary`. `outline` walks the package, `probing` calls each thing as
anybody may call it, `results` reads the answers, `expecting` finds out what a loss wants.
"""

from __future__ import annotations

from losslint.analysis.stubs.outline import Outline, outlines

__all__ = ["Outline", "outlines"]
