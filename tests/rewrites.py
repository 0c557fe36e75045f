"""Rewrites that change no meaning and no line number: other names for local variables, other names for imports. Comes in:
a project folder, changed in place; goes out: how many names were changed. Files that do not parse stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

Edit = tuple[int, int, int, str]  # line, first byte, byte after the last, new text

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def renamed_locals(home: Path) -> int:
    """Each local variable of each outermost function gets a suffix."""
    return sum(_rewritten(path, list(_local_edits(tree))) for path, tree in _parsed(home))


def aliased_imports(home: Path) -> int:
    """Each module-level name that an import of torch binds becomes another one."""
    files = list(_parsed(home))
    shared = {alias.name for _, tree in files for alias in _project_imports(tree)}
    if "*" in shared:
        return 0  # a star import may hand the names on
    return sum(_rewritten(path, list(_import_edits(tree, shared))) for path, tree in files)


def _parsed(home: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(home.rglob("*.py")):
        try:
            yield path, ast.parse(path.read_bytes())
        except SyntaxError:
            continue


def _rewritten(path: Path, edits: list[Edit]) -> int:
    lines = path.read_bytes().split(b"\n")
    for line, start, end, text in sorted(set(edits), reverse=True):
        lines[line - 1] = lines[line - 1][:start] + text.encode() + lines[line - 1][end:]
    path.write_bytes(b"\n".join(lines))
    return len(edits)


def _renaming(tree: ast.AST, names: set[str], new: str) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield node.lineno, node.col_offset, node.col_offset + len(node.id.encode()), new.format(node.id)


def _looks_up_its_names(function: ast.AST) -> bool:
    """`locals()["name"]`: there the name of a variable does matter."""
    called = {n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return not called.isdisjoint({"locals", "vars", "eval", "exec"})


# --- local variables ---------------------------------------------------------------------------------------------------


def _local_edits(tree: ast.AST) -> Iterator[Edit]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, FUNCTIONS) and not _looks_up_its_names(node):
            names = _stored_here(node) - _bound_otherwise(node)
            for statement in node.body:
                yield from _renaming(statement, names, "{}_renamed")
        else:
            yield from _local_edits(node)


def _stored_here(function: ast.AST) -> set[str]:
    """The names that the function's own scope assigns."""
    names: set[str] = set()
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if not isinstance(node, SCOPES):
            names |= _stored_here(node)
    return names


def _bound_otherwise(tree: ast.AST) -> set[str]:
    """Names that a rename of `Name` nodes alone would tear apart, or whose position in an f-string is not told."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name):
                names.add(name)
            case ast.Global(names=many) | ast.Nonlocal(names=many):
                names.update(many)
            case ast.alias(name=name, asname=other):
                names.add(other or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.JoinedStr():
                names.update(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
    return names | {name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for name in _stored_here(node)}


# --- imports -----------------------------------------------------------------------------------------------------------


def _project_imports(tree: ast.Module) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not _is_torch(node.module or ""):
            yield from node.names


def _is_torch(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "torch"


def _import_edits(tree: ast.Module, shared: set[str]) -> Iterator[Edit]:
    bound = list(_torch_bindings(tree))
    fixed = shared | _bound_elsewhere(tree, {id(alias) for alias, _ in bound})
    names = {name for _, name in bound} - fixed
    for alias, name in bound:
        if name in names:
            yield alias.lineno, alias.col_offset, alias.end_col_offset or 0, f"{alias.name} as aliased_{name}"
    yield from _renaming(tree, names, "aliased_{}")


def _torch_bindings(tree: ast.Module) -> Iterator[tuple[ast.alias, str]]:
    """The import clauses at module level that bind one name to something of torch, and that name."""
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        module = node.module if isinstance(node, ast.ImportFrom) else None
        for alias in node.names:
            one_name = bool(module or alias.asname or "." not in alias.name)  # `import torch.nn` binds `torch` alone
            if one_name and _is_torch(module or alias.name) and alias.end_lineno == alias.lineno:
                yield alias, alias.asname or alias.name


def _bound_elsewhere(tree: ast.Module, ours: set[int]) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(tree):
        match node:
            case ast.alias(name=name, asname=other) if id(node) not in ours:
                names.add(other or name.split(".")[0])
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.JoinedStr():
                names.update(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
    return names
