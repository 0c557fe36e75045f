"""Things that are not known but have an identity: options, results of library calls, fields of records. Floor 3.

`args.loss`, `cfg["loss"]`, `os.environ.get("LOSS")` are the same subject wherever the same object is read the same
way, so conditions on them can be correlated. The default of a command line option is read from its `add_argument`.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from losslint.analysis import configuration
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.things import Class, Const, Instance, Opaque, Value, const, constants, nothing_known, only
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

PARSERS = ("parse_args", "parse_known_args", "parse_intermixed_args")


def attribute(ev: Evaluator, thing: Opaque, name: str) -> Opaque:
    """`options.name`."""
    data = configuration.data_of(thing)
    if data is not None and data.item(name).trees:
        return configuration.item(thing, name, data)
    default = argparse_default(ev, thing, name) if isinstance(thing.origin, tuple) else None
    return Opaque(("." + name, thing.subject), thing.because, default, None, thing)


def item(thing: Opaque, key: Hashable) -> Opaque:
    data = configuration.data_of(thing)
    return Opaque(("item", thing.subject, key), thing.because) if data is None else configuration.item(thing, key, data)


def called(ev: Evaluator, thing: Opaque, arguments: Arguments, site: tuple[ast.AST, Frame, Hashable]) -> Opaque:
    """A method of something opaque: the same call on the same subject gives the same subject."""
    subject = thing.subject
    if (held := of_receiver(ev, thing, arguments, site)) is not None:
        return held
    if isinstance(subject, tuple) and subject and isinstance(subject[0], str) and subject[0].startswith("."):
        method = subject[0][1:]
        if method in ("lower", "upper", "strip") and not arguments.positional:
            return Opaque(("call", subject), thing.because, _folded(thing, method))
        if method in PARSERS:
            return Opaque(("options", subject), "a command line option", None, (site[0], site[1].file))
    return Opaque(("result", subject, site[0], site[1].base), thing.because or "the result of a call that is not known")


def of_receiver(
    ev: Evaluator, thing: Opaque, arguments: Arguments, site: tuple[ast.AST, Frame, Hashable]
) -> Opaque | None:
    """`options.get("loss")`, `options.pop("loss")` is its item; `options.copy()`, `file.read()`, `net.eval()` is
    what it was."""
    match thing.subject:
        case (".get" | ".pop", _) if thing.receiver is not None and (key := arguments.at(0)) is not None:
            known = constants(key.compute())
            found = item(thing.receiver, known[0]) if known and len(known) == 1 else None
            missing = only(thunk.compute()) if (thunk := arguments.at(1)) is not None else None
            if found is not None and found.default is None and isinstance(missing, Const):
                return replace(found, default=missing)
            return found
        case (".copy" | ".read" | ".read_text" | ".resolve" | ".absolute", _) if thing.receiver is not None:
            return thing.receiver if not arguments.positional else None
        case (".train" | ".eval" | ".to" | ".cuda" | ".cpu", _) if thing.receiver is not None:
            return thing.receiver  # in a loop it is called on what it gave before
        case (".open", _) if thing.receiver is not None:
            return configuration.file_of(thing.receiver, site[1].file)
    return None


def _folded(thing: Opaque, method: str) -> Const | None:
    if thing.default is not None and isinstance(thing.default.value, str):
        return const(getattr(thing.default.value, method)())
    return None


def result(ev: Evaluator, name: str, site: tuple[ast.AST, Frame, Hashable]) -> Opaque:
    """What a library call gives of which nothing is known."""
    library = name.partition(".")[0]
    if library == "builtins":
        return Opaque(("result", name, site[0], site[1].base), f"{name.removeprefix('builtins.')}() is not followed")
    return Opaque(
        ("result", name, site[0], site[1].base), f"nothing is known of {name} (library {library})", None, None
    )


def argparse_default(ev: Evaluator, thing: Opaque, name: str) -> Const | None:
    """The default that `add_argument("--name", default=…)` states in the file that parses the options, else in another of the
    same program."""
    assert isinstance(thing.origin, tuple)
    parsing, found = thing.origin[1], _parsers(ev).get(name, ())
    own = {stated for file, stated in found if file is parsing}
    defaults = own or {stated for file, stated in found if ev.project.meet(file, parsing)}
    return next(iter(defaults)) if len(defaults) == 1 else None


def _parsers(ev: Evaluator) -> dict[str, list[tuple[SourceFile, Const]]]:
    """What all parsers of the project state, by the names of the options."""
    known = ev.cache.get("options")
    if known is None:
        table: dict[str, list[tuple[SourceFile, Const]]] = {}
        for called in ev.graph.calls.get(".add_argument", ()):
            name = _name(called.call)
            if name is not None:
                of_name = table.setdefault(name, [])
                stated = _stated(called.call)
                of_name.extend([(called.owner.file, stated)] if stated is not None else [])
        known = ev.cache["options"] = table
    return cast("dict[str, list[tuple[SourceFile, Const]]]", known)


def _stated(call: ast.Call) -> Const | None:
    keywords = {k.arg: k.value for k in call.keywords if k.arg}
    action = keywords.get("action")
    if isinstance(action, ast.Constant) and action.value in ("store_true", "store_false"):
        return const(action.value == "store_false")
    default = keywords.get("default")
    if default is None:
        return const(None)
    return const(default.value) if isinstance(default, ast.Constant) else None


def declared(ev: Evaluator) -> frozenset[str]:
    """The names of all options that the project's parsers have."""
    return frozenset(_parsers(ev))


def _name(call: ast.Call) -> str | None:
    """The attribute that an option of argparse becomes."""
    dest = next((k.value for k in call.keywords if k.arg == "dest"), None)
    if isinstance(dest, ast.Constant):
        return str(dest.value)
    flags = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    long = [f for f in flags if f.startswith("--")] or flags
    return long[0].lstrip("-").replace("-", "_") if long else None


# -- records -------------------------------------------------------------------------------------------------------


def field(ev: Evaluator, instance: Instance, name: str) -> Value:
    """A field of a dataclass or NamedTuple: the argument of the call that made it."""
    fields = _fields(ev, instance.cls)
    if name not in fields or instance.arguments is None:
        return ()
    thunk = instance.arguments.keyword(name) or instance.arguments.at(fields.index(name))
    return thunk.compute() if thunk is not None else ()


def _fields(ev: Evaluator, cls: Class) -> list[str]:
    from losslint.analysis import classes

    names: list[str] = []
    for owner in reversed(classes.mro(ev, cls)):
        for statement in owner.node.body:
            target = statement.target if isinstance(statement, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and target.id not in names:
                names.append(target.id)
    return names


__all__ = ["attribute", "called", "constants", "field", "item", "nothing_known", "result"]
