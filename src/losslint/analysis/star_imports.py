"""Star imports: which names `from module import *` gives anew, in the order of the program. Floor 3.

A name that a module of the project hands on is bound where the star stands, if the file has bound it before or if another
star hands it on too; any other is looked up behind all that the file itself binds (imports.py). `%run script.py` of a notebook
is read as a star import; a script that is run with `-i` sees the names of the notebook.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import imports
from losslint.analysis.scope import Around, ScopeNode
from losslint.analysis.things import Module, Value
from losslint.record import replace
from losslint.regular import regular
from losslint.source.file import SourceFile

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

IN_ITS_NAMES = regular(r"[ \t]*%run(?:[ \t]+-\w+)*[ \t]+-\w*i")
BODIES = ("body", "orelse", "finalbody", "handlers")


def around(ev: Evaluator, node: ScopeNode) -> Around:
    """What the project says of the names of a body."""
    known = ev.graph.around(node)
    owner = ev.graph.owners.get(node)
    if owner is None or not isinstance(node, ast.Module) or owner.file not in ev.graph.starred:
        return known
    given = {star: handed_on(ev, owner.file, star) for star in _stars(node)}
    count = Counter(name for names in given.values() for name in names)
    several = frozenset(name for name, times in count.items() if times > 1)
    return replace(known, stars={star: (names, several) for star, names in given.items() if names})


def _stars(node: ast.AST) -> Iterator[ast.ImportFrom]:
    """The star imports of a module, on whatever path they stand."""
    for name in BODIES:
        for statement in getattr(node, name, ()):
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                yield statement
            elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield from _stars(statement)


def handed_on(ev: Evaluator, file: SourceFile, star: ast.ImportFrom) -> frozenset[str]:
    """The names that a module of the project binds itself and hands on to who imports all of it."""
    source = imports.module(ev, file, star.module or "", star.level)
    if not isinstance(source, Module) or source.file is file:
        return frozenset()
    stated = stated_exports(source.file)
    return frozenset(
        name
        for name in ev.graph.module_level[source.file]
        if (name in stated if stated is not None else not name.startswith("_"))
    )


def of_runner(ev: Evaluator, name: str, file: SourceFile) -> Value:
    """A name that a script leaves to the notebooks which run it with `-i`, if it means the same in all of them."""
    found: list[Value] = []
    for notebook, star in runners(ev).get(file, ()):
        frame = ev.module_frame(notebook)
        if frame is None:
            continue
        scope = ev.scope(frame.node)
        reaches = scope.at_star.get(star, {}).get(name)
        if reaches:
            found.append(ev.reaches(reaches, (), frame))
        elif name not in scope.exit:
            found.append(imports.global_name(ev, notebook, name))
    return found[0] if found and all(value == found[0] for value in found) else ()


def runners(ev: Evaluator) -> dict[SourceFile, list[tuple[SourceFile, ast.ImportFrom]]]:
    """Scripts, and the places at which notebooks run them in their own names."""
    return ev.fact(("runners",), lambda: _runners(ev))


def _runners(ev: Evaluator) -> dict[SourceFile, list[tuple[SourceFile, ast.ImportFrom]]]:
    found: dict[SourceFile, list[tuple[SourceFile, ast.ImportFrom]]] = {}
    for notebook in ev.graph.starred:
        for star in _stars(notebook.tree) if notebook.is_notebook and notebook.tree is not None else ():
            place = notebook.place(star)
            source = imports.module(ev, notebook, star.module or "", star.level)
            if isinstance(source, Module) and IN_ITS_NAMES.match(notebook.line(place.cell, place.line)):
                found.setdefault(source.file, []).append((notebook, star))
    return found


def stated_exports(file: SourceFile) -> frozenset[str] | None:
    """`__all__`, if it is a list of constants."""
    for statement in file.tree.body if file.tree is not None else ():
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names) | ast.Tuple(elts=names)):
                return frozenset(str(n.value) for n in names if isinstance(n, ast.Constant))
    return None
