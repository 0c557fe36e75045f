"""What things are called in a file: another name for a call's function, with the import that it needs. Floor 5.

The file's own spelling is kept: `nn.`, `F.`, `torch.nn.`, names imported one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.fix.tree import Text, Texts, dotted

if TYPE_CHECKING:
    import libcst as cst

    from losslint.diagnostic import Edit


def renamed(text: Text, function: cst.BaseExpression, old: str, new: str, texts: Texts) -> tuple[Edit, ...] | None:
    """The edits that make `function`, which must be torch's `old`, its neighbour `new` in the same module."""
    import libcst as cst

    match function:
        case cst.Attribute(attr=attr):
            return (text.replace(attr, new),) if attr.value == old else None
        case cst.Name():
            return _renamed_import(text, function, old, new, texts)
    return None


def _renamed_import(text: Text, function: cst.Name, old: str, new: str, texts: Texts) -> tuple[Edit, ...] | None:
    local = function.value
    imports = list(_from_imports(text, texts))
    found = [(home, alias) for home, alias in imports if _local(alias) == local]
    if len(found) != 1 or dotted(found[0][1].name) != old:
        return None
    home, alias = found[0]
    same = _module(home, alias)
    if not same.startswith("torch"):
        return None
    known = [_local(other) for place, other in imports if _module(place, other) == same and dotted(other.name) == new]
    if known:
        return (text.replace(function, known[0]),)
    if any(_local(other) == new for _, other in imports):
        return None  # the name stands for something else here
    if _uses(texts, home, local) == 1:
        name = new if alias.asname is None else f"{new} as {local}"
        here = () if alias.asname is not None else (text.replace(function, new),)
        return (home.replace(alias, name), *here)
    return home.edit(home.span(alias)[1], home.span(alias)[1], f", {new}"), text.replace(function, new)


def spelled(text: Text, module: str, name: str, texts: Texts) -> str | None:
    """How `module.name` may be written in this file with the imports that it has; None if it cannot."""
    import libcst as cst

    known: dict[str, str] = {}
    for home, alias in _from_imports(text, texts):
        full = f"{_module(home, alias)}.{dotted(alias.name)}"
        if full == f"{module}.{name}":
            return _local(alias)
        known.setdefault(full, _local(alias))
    for home in _texts(text, texts):
        for statement in home.all(cst.Import):
            for alias in statement.names:
                whole = dotted(alias.name)
                if alias.asname is not None:
                    known.setdefault(whole, _local(alias))
                else:
                    known.setdefault(whole.partition(".")[0], whole.partition(".")[0])
    front, rest = module, name
    while front:
        if front in known:
            return f"{known[front]}.{rest}"
        front, _, last = front.rpartition(".")
        rest = f"{last}.{rest}"
    return None


def _texts(text: Text, texts: Texts) -> Iterator[Text]:
    file = texts.project.file(text.path)
    return iter(()) if file is None else texts.of_file(file)


def _from_imports(text: Text, texts: Texts) -> Iterator[tuple[Text, cst.ImportAlias]]:
    """Every name that the file imports from a module; a relative import is none of torch's."""
    import libcst as cst

    for home in _texts(text, texts):
        for statement in home.all(cst.ImportFrom):
            if not isinstance(statement.names, cst.ImportStar) and not statement.relative:
                for alias in statement.names:
                    yield home, alias


def _module(home: Text, alias: cst.ImportAlias) -> str:
    import libcst as cst

    statement = home.parent(alias)
    return dotted(statement.module) if isinstance(statement, cst.ImportFrom) and statement.module else ""


def _local(alias: cst.ImportAlias) -> str:
    return dotted(alias.name) if alias.asname is None else dotted(alias.asname.name)


def _uses(texts: Texts, home: Text, name: str) -> int:
    """How often a name stands in the file, the import itself left out."""
    import libcst as cst

    return sum(
        node.value == name and not isinstance(text.parent(node), (cst.ImportAlias, cst.AsName))
        for text in _texts(home, texts)
        for node in text.all(cst.Name)
    )
