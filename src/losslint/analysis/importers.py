"""Which modules a file imports, as its import statements are written: nothing is evaluated. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile


def is_imported(ev: Evaluator, file: SourceFile) -> bool:
    """Does any other file of the project import this one by an import statement?"""
    stem = file.path.stem
    others = ev.graph.importers.get(stem, set()) - {file}
    return any(found is file for other in others for found in imported_by(ev, other, {stem}))


def imported_by(ev: Evaluator, file: SourceFile, stems: set[str]) -> Iterator[object]:
    """What the file imports of modules of these names."""
    for node in walk(file.tree) if file.tree is not None else ():
        match node:
            case ast.Import(names=names):
                wanted, level = [alias.name for alias in names], 0
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [module] if module else []
                wanted = [*base, *(".".join((*base, alias.name)) for alias in names)]
            case _:
                continue
        yield from (ev.project.find_module(file, w, level) for w in wanted if w.rpartition(".")[2] in stems)
