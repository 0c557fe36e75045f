"""Functions that a command line library calls: `@click.option(…)`, `@hydra.main(…)`. What their parameters are. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import configuration
from losslint.analysis.configuration import Data
from losslint.analysis.described import stated_path
from losslint.analysis.frames import Frame
from losslint.analysis.things import Const, Opaque, const, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

OPTIONS = ("click.option", "click.argument", "typer.option")


def parameter(ev: Evaluator, frame: Frame, name: str) -> Opaque | None:
    """What a decorator of the function says of one of its parameters."""
    node = frame.node
    if not isinstance(node, ast.FunctionDef) or frame.parent is None:
        return None
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        called = ev.symbol(ev.value(decorator.func, frame.parent))
        if called in OPTIONS and _named(decorator) == name:
            return Opaque(("option", node, name), "a command line option", _default(ev, decorator, frame.parent))
        if called == "hydra.main":
            return composed(ev, decorator, frame)
    return None


def _named(call: ast.Call) -> str | None:
    """The parameter that an option is passed to: a plain name if one is given, else its longest flag."""
    given = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    plain = [g for g in given if g.isidentifier()]
    longest = plain or sorted((g.partition("/")[0].lstrip("-") for g in given), key=len, reverse=True)
    return longest[0].replace("-", "_").lower() if longest else None


def _default(ev: Evaluator, call: ast.Call, frame: Frame) -> Const | None:
    keywords = {k.arg: k.value for k in call.keywords}
    if "default" in keywords:
        thing = only(ev.value(keywords["default"], frame))
        return thing if isinstance(thing, Const) else None
    flag = keywords.get("is_flag")
    if isinstance(flag, ast.Constant) and flag.value is True:
        return const(value=False)
    return None if "required" in keywords else const(None)


# -- hydra ----------------------------------------------------------------------------------------------------------


def composed(ev: Evaluator, call: ast.Call, frame: Frame) -> Opaque:
    """The configuration that `@hydra.main(config_path=…, config_name=…)` reads, with the defaults that it lists."""
    subject = ("hydra", frame.node)
    folder, name = stated_path(call)
    if name is None:
        return Opaque(subject, configuration.NOT_STATED, None, Data())
    found = configuration.stated(ev, frame.file, f"{folder}/{name}.yaml")
    trees = tuple(_with_defaults(ev, frame, folder, tree) for tree in found) if len(found) == 1 else ()
    return Opaque(subject, configuration.NOT_STATED, None, Data(trees))


def _with_defaults(ev: Evaluator, frame: Frame, folder: str, tree: object) -> object:
    """The file's own values over those of its `defaults` list: `- model: resnet` is `model/resnet.yaml` under `model`."""
    if not isinstance(tree, dict):
        return tree
    merged: dict[object, object] = {}
    listed = tree.get("defaults")
    for entry in listed if isinstance(listed, list) else ():
        for group, choice in entry.items() if isinstance(entry, dict) else ():
            if str(group).isidentifier() and isinstance(choice, str):
                found = configuration.stated(ev, frame.file, f"{folder}/{group}/{choice.removesuffix('.yaml')}.yaml")
                merged[group] = found[0] if len(found) == 1 else None
    own = {k: v for k, v in tree.items() if k != "defaults"}
    return over(merged, own)


def over(below: object, above: object) -> object:
    """Two configurations merged, the second one on top."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {
        k: over(below[k], above[k]) if k in below and k in above else above.get(k, below.get(k))
        for k in {**below, **above}
    }
