"""Does losslint find the mistakes that it should? Mistakes are planted in repositories whose pairings are right.

In: folders, one checked-out repository each. For every loss call that losslint resolves to `match` with one form, drawn with a fixed
seed, each mutant that the call allows is written into a copy, one at a time, and losslint is run on it:

    loss X -> Y         another loss (where it is built, or the function that is called)
    put A on argument   an activation around the graded argument
    put A in model      an activation around what the model's `forward` returns
    take A out          the activation on the call's trail removed

A mutant is *found* if a finding of an expected code stands at that loss call or passes it; *mixed* if the right form
arrives there still, beside another (one of several models was mutated, and no condition tells them apart); else *missed*.
Then rewrites that keep a program right (rename, alias, helper, sigmoid + BCE for logits + BCEWithLogits) are made: none may change a
verdict. Out: a table, every miss and every changed verdict with its place. Nothing outside a temporary folder is written.
"""

from __future__ import annotations

import argparse
import ast
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from losslint.analysis.evaluator import Evaluator
from losslint.analysis.sites import loss_sites
from losslint.diagnostic import PairRow, Report, Severity
from losslint.guards import ALWAYS
from losslint.knowledge import Knowledge
from losslint.loss_site import LossCall
from losslint.place import Place, Step, Trail
from losslint.runner import analyse, on_deep_stack
from losslint.source.project import Project

UnitKey = tuple[str, int | None]  # a file, or a cell of a notebook
Import = ast.Import | ast.ImportFrom
Result = TypeVar("Result")
Position = tuple[int, int]  # line from 1, offset in bytes from 0: as ast counts

LOSSES = {
    "CE": ("CrossEntropyLoss", "cross_entropy"),
    "NLL": ("NLLLoss", "nll_loss"),
    "BCE": ("BCELoss", "binary_cross_entropy"),
    "BCEWithLogits": ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"),
}
FAMILY = {name: family for family, names in LOSSES.items() for name in names}
COMMON = frozenset(("weight", "size_average", "reduce", "reduction"))
OPTIONS = {
    "CE": COMMON | {"ignore_index", "label_smoothing"},
    "NLL": COMMON | {"ignore_index"},
    "BCE": COMMON,
    "BCEWithLogits": COMMON | {"pos_weight"},
}
SWAPS = {
    ("CE", "logits"): {"NLL": "LL104", "BCE": "LL103"},
    ("BCEWithLogits", "logits"): {"BCE": "LL103", "NLL": "LL104"},
    ("BCE", "sigmoid"): {"BCEWithLogits": "LL102", "CE": "LL106 LL111", "NLL": "LL104"},
    ("NLL", "log-softmax"): {"BCE": "LL109", "BCEWithLogits": "LL107"},
}
# A difference of two sigmoids or softmaxes lies in [-1, 1]: LL107. A softmax over one unit is LL111, one over another
# dimension than that of the classes (the activation is put on dimension 1) LL106.
PUTS = {
    ("CE", "logits"): {"softmax": "LL101 LL106 LL111", "sigmoid": "LL106", "tanh": "LL107"},
    ("CE", "real"): {"softmax": "LL101"},
    ("BCEWithLogits", "logits"): {"sigmoid": "LL102 LL107", "softmax": "LL105 LL107 LL111", "relu": "LL107"},
    ("BCE", "sigmoid"): {"sigmoid": "LL110"},
    ("NLL", "log-softmax"): {"softmax": "LL104", "sigmoid": "LL104"},
}
TAKES = {
    ("BCE", "sigmoid"): (frozenset(("sigmoid", "Sigmoid")), "LL103"),
    ("NLL", "log-softmax"): (frozenset(("log_softmax", "LogSoftmax")), "LL104"),
}
MODULES = {"softmax": "Softmax", "sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU", "log_softmax": "LogSoftmax"}
RIGHT_SWAPS = {  # (loss, form) -> the loss and the activation that say the same
    ("BCEWithLogits", "logits"): ("BCE", "sigmoid"),
    ("CE", "logits"): ("NLL", "log_softmax"),
}
MODELS = 8  # of which the activations are taken out, one after the other
MIXED = "no condition tells"  # how `pairs` begins to say that right and wrong meet


# Text and trees of one repository


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands between two positions is replaced; the number of lines stays."""

    unit: UnitKey
    start: Position
    end: Position
    text: str


@dataclass(frozen=True)
class Unit:
    """A file or a cell: its text, and its tree with magics blanked."""

    key: UnitKey
    text: str

    @cached_property
    def lines(self) -> list[bytes]:
        return [line.encode() for line in self.text.split("\n")]

    @cached_property
    def tree(self) -> ast.Module:
        return tree_of(self.text, magics=self.key[1] is not None)

    def nodes(self, place: Place) -> list[ast.AST]:
        """The nodes that fill a place exactly."""
        wanted = (self.position(place.line, place.column), self.position(place.end_line, place.end_column))
        return [node for node in ast.walk(self.tree) if hasattr(node, "lineno") and span(node) == wanted]

    def call(self, place: Place) -> ast.Call | None:
        return next((node for node in self.nodes(place) if isinstance(node, ast.Call)), None)

    def position(self, line: int, column: int) -> Position:
        if not 0 < line <= len(self.lines):
            return line, column - 1
        return line, len(self.lines[line - 1].decode()[: column - 1].encode())

    def around(self, node: ast.AST) -> list[ast.AST]:
        """The classes and functions that a node stands in, outermost first."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        (first, last) = span(node)
        outer = (each for each in ast.walk(self.tree) if isinstance(each, kinds) and each is not node)
        return sorted((each for each in outer if span(each)[0] <= first and last <= span(each)[1]), key=span)


def span(node: ast.AST) -> tuple[Position, Position]:
    start = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    return start, (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))


def tree_of(text: str, *, magics: bool) -> ast.Module:
    """An empty tree where it cannot be parsed: then nothing is rewritten there."""
    if magics:
        text = "\n".join("" if line.lstrip()[:1] in ("%", "!", "?") else line for line in text.split("\n"))
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


class Copy:
    """A copy of a repository in which edits are made, looked at and taken back."""

    def __init__(self, folder: Path, work: Path, limit: float) -> None:
        self.limit = limit  # seconds for one analysis
        self.root = work / folder.resolve().name
        shutil.copytree(folder, self.root, symlinks=True)
        self._units: dict[UnitKey, Unit] = {}

    def unit(self, place: Place) -> Unit:
        key = (place.path, place.cell)
        if key not in self._units:
            data = (self.root / place.path).read_bytes()
            text = data.decode("utf-8-sig", "replace") if place.cell is None else cell_text(data, place.cell)
            self._units[key] = Unit(key, text.replace("\r\n", "\n"))
        return self._units[key]

    def imports(self, unit: Unit) -> list[Import]:
        """Of the file; of a notebook those of all cells."""
        trees = [unit.tree]
        if unit.key[1] is not None:
            count = len(json.loads((self.root / unit.key[0]).read_bytes())["cells"])
            trees = [self.unit(Place(unit.key[0], 1, 1, 1, 1, number)).tree for number in range(1, count + 1)]
        return [node for tree in trees for node in tree.body if isinstance(node, Import)]

    def report(self, edits: Sequence[Edit] = ()) -> Report | None:
        """What losslint says with these edits."""
        return self.changed(edits, lambda: analyse([self.root], cwd=self.root))

    def alternatives(self, edits: Sequence[Edit] = ()) -> dict[Place, list[LossCall]] | None:
        """All that may meet at each loss call with these edits."""
        return self.changed(edits, lambda: alternatives(self.root))

    def changed(self, edits: Sequence[Edit], task: Callable[[], Result]) -> Result | None:
        """What the task gives with these edits; None if what they leave is no Python, or the task takes too long."""
        before = {key[0]: (self.root / key[0]).read_bytes() for key in {edit.unit for edit in edits}}
        try:
            for key in {edit.unit for edit in edits}:
                text = edited(self._units[key], [edit for edit in edits if edit.unit == key])
                if not tree_of(text, magics=key[1] is not None).body:
                    return None
                data = text.encode() if key[1] is None else with_cell((self.root / key[0]).read_bytes(), key[1], text)
                (self.root / key[0]).write_bytes(data)
            return within(self.limit, task)
        finally:
            for path, data in before.items():
                (self.root / path).write_bytes(data)


def within(limit: float, task: Callable[[], Result]) -> Result | None:
    """What the task gives, worked out in a process of its own; None if that takes too long."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(task()), daemon=True)
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(limit) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def cell_text(data: bytes, number: int) -> str:
    source = json.loads(data)["cells"][number - 1]["source"]
    return source if isinstance(source, str) else "".join(source)


def with_cell(data: bytes, number: int, text: str) -> bytes:
    document = json.loads(data)
    document["cells"][number - 1]["source"] = text
    return json.dumps(document).encode()


def edited(unit: Unit, edits: Iterable[Edit]) -> str:
    """The text with the edits made, last first; of several at one place the first stays outermost on the left."""
    data, starts = b"\n".join(unit.lines), [0]
    for line in unit.lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        first, last = starts[edit.start[0] - 1] + edit.start[1], starts[edit.end[0] - 1] + edit.end[1]
        data = data[:first] + edit.text.encode() + data[last:]
    return data.decode()


# What can be done to a loss call


@dataclass(frozen=True, slots=True)
class Site:
    """A resolved loss call: every way that leads to it is a match, with one known form. `outputs` and `losses` are the
    trails of all alternatives: a mistake that is planted where they begin is planted in each of them."""

    place: Place
    family: str
    form: str
    outputs: frozenset[Trail]
    losses: frozenset[Trail]


@dataclass(frozen=True, slots=True)
class Mutant:
    """Edits, and the codes of which one is expected (none: the verdict must stay)."""

    kind: str
    edits: tuple[Edit, ...]
    codes: frozenset[str] = frozenset()
    shift: tuple[UnitKey, int, int] | None = None  # (unit, from this line on, lines put in)
    alone: bool = False  # other loss calls may change


def alternatives(root: Path) -> dict[Place, list[LossCall]]:
    """All that may meet at each loss call: the report shows the shortest trails only."""
    found: dict[Place, list[LossCall]] = defaultdict(list)
    for site in on_deep_stack(lambda: list(loss_sites(Evaluator(Project.open([root], cwd=root), Knowledge.load())))):
        for call in site.calls:
            # what a condition compares may be nodes of a tree: they mean nothing in another process
            found[site.place].append(replace(call, guards=ALWAYS))
    return found


def sites_of(report: Report, calls: dict[Place, list[LossCall]]) -> list[Site]:
    rows: dict[Place, list[PairRow]] = defaultdict(list)
    for row in report.pairs:
        rows[row.place].append(row)
    found = []
    for place, here in sorted(rows.items(), key=lambda item: str(item[0])):
        family = {FAMILY.get(row.loss.rpartition(".")[2], "") for row in here}
        forms = {row.output for row in here}
        if all(row.verdict == "match" for row in here) and len(family) == len(forms) == 1 and "" not in family:
            outputs = frozenset(call.output.trail for call in calls[place])
            losses = frozenset(call.loss.trail for call in calls[place])
            found.append(Site(place, family.pop(), forms.pop(), outputs, losses))
    return found


def wrap(unit: Unit, node: ast.AST, before: str, after: str) -> tuple[Edit, ...]:
    start, end = span(node)
    return Edit(unit.key, start, start, before), Edit(unit.key, end, end, after)


def applied(copy: Copy, unit: Unit, node: ast.AST, activation: str, rng: random.Random) -> tuple[Edit, ...]:
    """The activation around an expression, spelled as the file's imports allow."""
    dim = ", dim=1" if "softmax" in activation else ""
    module = f"{MODULES[activation]}({dim.removeprefix(', ')})"
    spellings = [("(", f").{activation}({dim.removeprefix(', ')})")]
    for name, dotted in imported(copy.imports(unit)):
        if dotted == "torch" and activation != "log_softmax":
            spellings.append((f"{name}.{activation}(", f"{dim})"))
        if dotted == "torch.nn.functional":
            spellings.append((f"{name}.{activation}(", f"{dim})"))
        if dotted == "torch.nn":
            spellings.append((f"{name}.{module}(", ")"))
    return wrap(unit, node, *rng.choice(spellings))


def imported(nodes: Iterable[Import]) -> Iterator[tuple[str, str]]:
    """(name in the file, what it stands for) for modules and what is imported from them."""
    return (bound(node, alias) for node in nodes for alias in node.names)


def bound(node: Import, alias: ast.alias) -> tuple[str, str]:
    if isinstance(node, ast.ImportFrom):
        return alias.asname or alias.name, f"{node.module or ''}.{alias.name}"
    return (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2


def graded(call: ast.Call | None) -> ast.expr | None:
    """The argument that is graded."""
    if call is None:
        return None
    named = (keyword.value for keyword in call.keywords if keyword.arg == "input")
    first = call.args[0] if call.args else next(named, None)
    return None if isinstance(first, ast.Starred | ast.GeneratorExp) else first


def is_difference(argument: ast.expr | None) -> bool:
    return isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Sub)


def renamed(unit: Unit, func: ast.expr, name: str) -> tuple[Edit, ...]:
    """Another function or class of the same module in place of this one."""
    (_, (line, column)), old = span(func), func.attr if isinstance(func, ast.Attribute) else ""
    if isinstance(func, ast.Attribute):
        return (Edit(unit.key, (line, column - len(old.encode())), (line, column), name),)
    if not isinstance(func, ast.Name):
        return ()
    for node in ast.walk(unit.tree):
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            if alias.name == func.id and alias.asname is None:
                (start, end) = span(alias)
                callee = Edit(unit.key, *span(func), name)
                return Edit(unit.key, start, end, f"{alias.name}, {name}"), callee
    return ()


def other_loss(copy: Copy, site: Site, family: str) -> tuple[Edit, ...]:
    """The loss replaced wherever it is built, else where it is called; nothing where the new one lacks an option."""
    built = {step.place for trail in site.losses for step in trail if step.message.endswith("is built here")}
    return everywhere(loss_at(copy, site, family, place) for place in built or {site.place})


def loss_at(copy: Copy, site: Site, family: str, place: Place) -> tuple[Edit, ...]:
    call = copy.unit(place).call(place)
    name = callee(call)
    if call is None or FAMILY.get(name) != site.family:
        return ()
    allowed = all(keyword.arg in OPTIONS[family] for keyword in call.keywords)
    fits = len(call.args) <= (1 if name[0].isupper() else 2)
    is_function = name == LOSSES[site.family][1]
    return renamed(copy.unit(place), call.func, LOSSES[family][is_function]) if allowed and fits else ()


def everywhere(parts: Iterable[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """The edits of all places; none at all if one place cannot be edited."""
    found = list(parts)
    return tuple(dict.fromkeys(edit for part in found for edit in part)) if all(found) else ()


def callee(call: ast.Call | None) -> str:
    """The last name of what is called."""
    if call is None:
        return ""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def in_models(copy: Copy, site: Site, activation: str, rng: random.Random) -> tuple[Edit, ...]:
    """The activation around what the `forward`s return in which the alternatives get their form."""
    steps = {operations(trail)[-1:] for trail in site.outputs}
    returned = {returned_at(copy, step[0].place, site.place) for step in steps if step}
    if () in steps or None in returned:
        return ()
    return everywhere(applied(copy, *each, activation, rng) for each in sorted(filter(None, returned), key=by_place))


def by_place(item: tuple[Unit, ast.expr]) -> tuple[str, tuple[Position, Position]]:
    return str(item[0].key), span(item[1])


def operations(trail: Trail) -> tuple[Step, ...]:
    return tuple(step for step in trail if "gives raw scores" in step.message or "is applied here" in step.message)


def returned_at(copy: Copy, place: Place, loss: Place) -> tuple[Unit, ast.expr] | None:
    """What the `forward` around a place returns, if it returns one thing in one place and is not the loss's own."""
    unit = copy.unit(place)
    node = next(iter(unit.nodes(place)), None)
    functions = [each for each in unit.around(node) if isinstance(each, ast.FunctionDef)] if node else []
    if not functions or functions[-1].name != "forward" or stands_in(functions[-1], unit, loss):
        return None
    values = [each.value for each in ast.walk(functions[-1]) if isinstance(each, ast.Return)]
    value = values[0] if len(values) == 1 else None
    is_one = value is not None and not isinstance(value, ast.Tuple | ast.List | ast.Dict | ast.Constant)
    return (unit, value) if is_one and value is not None else None


def stands_in(function: ast.FunctionDef, unit: Unit, place: Place) -> bool:
    lines = range(function.lineno, (function.end_lineno or function.lineno) + 1)
    return unit.key == (place.path, place.cell) and place.line in lines


def taken_out(copy: Copy, site: Site, names: frozenset[str]) -> tuple[Edit, ...]:
    """The last activation of every alternative gone: `f(x)` becomes `(x)`, a module `nn.Identity`. Of several models with
    equal outputs the report names one: so what still has the form is looked at again."""
    trails, edits = set(site.outputs), tuple[Edit, ...]()
    for _ in range(MODELS):
        steps = {operations(trail)[-1:] for trail in trails}
        more = everywhere(taken_at(copy, step[0], names) if step else () for step in sorted(steps, key=str))
        edits += tuple(edit for edit in more if edit not in edits)
        calls = (copy.alternatives(edits) if more else None) or {}
        left = [call.output for place in calls if same_line(place, site.place) for call in calls[place]]
        trails = {output.trail for output in left if output.name == site.form}
        if not trails:
            break
    return edits


def taken_at(copy: Copy, step: Step, names: frozenset[str]) -> tuple[Edit, ...]:
    unit = copy.unit(step.place)
    call = unit.call(step.place)
    if call is None or step.message.split()[0] not in names:
        return ()
    if callee(call)[:1].isupper():
        return as_identity(unit, call)
    module = stored_module(unit, call)
    name = callee(module) if isinstance(module, ast.Call) else callee(call)
    if isinstance(module, ast.Call) and name not in names:
        inner = [each for each in ast.walk(module) if isinstance(each, ast.Call) and callee(each) in names]
        return as_identity(unit, max(inner, key=span, default=None))
    if name not in names:  # `data_parallel(self.layers, x)`
        return ()
    kept = call.args[0] if call.args else None
    if callee(call) in names and isinstance(call.func, ast.Attribute) and (kept is None or is_number(kept)):
        kept = call.func.value
    return unwrapped(unit, call, kept) if kept is not None and not isinstance(kept, ast.Starred) else ()


def as_identity(unit: Unit, call: ast.Call | None) -> tuple[Edit, ...]:
    is_attribute = call is not None and isinstance(call.func, ast.Attribute)
    return renamed(unit, call.func, "Identity") if call is not None and is_attribute else ()


def is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.UnaryOp)


def unwrapped(unit: Unit, call: ast.Call, kept: ast.expr) -> tuple[Edit, ...]:
    (start, end), (first, last) = span(call), span(kept)
    opening = "(" + "\n" * (first[0] - start[0])
    return Edit(unit.key, start, first, opening), Edit(unit.key, last, end, "\n" * (end[0] - last[0]) + ")")


def stored_module(unit: Unit, call: ast.Call) -> ast.expr | None:
    """What the class stores in the attribute that is called: `nn.Sigmoid()` for `self.act(x)`."""
    if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
        return None
    for owner in reversed(unit.around(call)):
        for node in ast.walk(owner) if isinstance(owner, ast.ClassDef) else ():
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Attribute) and target.attr == call.func.attr:
                return node.value if isinstance(node, ast.Assign) else None
    return None


def mutants(copy: Copy, site: Site, rng: random.Random) -> Iterator[Mutant]:
    """Every mistake that this call allows."""
    key = (site.family, site.form)
    unit = copy.unit(site.place)
    argument = graded(unit.call(site.place))
    for family, codes in SWAPS.get(key, {}).items():
        edits = other_loss(copy, site, family)
        yield Mutant(f"loss {site.family} -> {family}", edits, frozenset(codes.split()))
    for activation, codes in PUTS.get(key, {}).items():
        if argument is not None:
            edits = applied(copy, unit, argument, activation, rng)
            yield Mutant(f"put {activation} on {site.family}'s argument", edits, frozenset(codes.split()))
        if activation == "relu" and is_difference(argument):
            continue  # that of two such outputs is any number again: nothing wrong
        edits = in_models(copy, site, activation, rng)
        yield Mutant(f"put {activation} in {site.family}'s model", edits, frozenset(codes.split()))
    if key in TAKES:
        names, codes = TAKES[key]
        yield Mutant(f"take {min(names)} out before {site.family}", taken_out(copy, site, names), frozenset({codes}))


# Rewrites that keep a program right


def rewrites(copy: Copy, site: Site, rng: random.Random) -> Iterator[Mutant]:
    unit = copy.unit(site.place)
    call = unit.call(site.place)
    argument = graded(call)
    if call is None or argument is None:
        return
    yield Mutant("rename a local variable", rename_local(unit, call, argument))
    yield Mutant("alias an import", alias_import(copy, unit))
    yield moved(unit, call)
    swap = RIGHT_SWAPS.get((site.family, site.form)) if alone(unit, site) else None
    if swap is not None and (edits := other_loss(copy, site, swap[0])):
        edits += applied(copy, unit, argument, swap[1], rng)
        yield Mutant(f"{site.family} as {swap[0]} + {swap[1]}", edits, alone=True)
    if (site.family, site.form) == ("BCE", "sigmoid"):
        edits, more = taken_out(copy, site, TAKES["BCE", "sigmoid"][0]), other_loss(copy, site, "BCEWithLogits")
        yield Mutant("BCE + sigmoid as BCEWithLogits", edits + more if edits and more else (), alone=True)


def alone(unit: Unit, site: Site) -> bool:
    """Is the loss called once on its line? Of two calls of one loss only one would get the activation."""
    call = unit.call(site.place)
    text = ast.unparse(call.func) if call is not None else ""
    calls = (node for node in ast.walk(unit.tree) if isinstance(node, ast.Call) and node.lineno == site.place.line)
    return sum(ast.unparse(node.func) == text for node in calls) == 1


def rename_local(unit: Unit, call: ast.Call, argument: ast.expr) -> tuple[Edit, ...]:
    """A name that the function around the call assigns and its graded argument reads."""
    functions = [each for each in unit.around(call) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not functions:
        return ()
    nodes = list(ast.walk(functions[0]))
    fixed = {node.arg for node in nodes if isinstance(node, ast.arg)}
    fixed |= {name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    texts = [node for node in nodes if isinstance(node, ast.JoinedStr)]  # no positions inside them
    fixed |= {each.id for text in texts for each in ast.walk(text) if isinstance(each, ast.Name)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names = [node.id for node in ast.walk(argument) if isinstance(node, ast.Name) and node.id in stored - fixed]
    found = [node for node in nodes if isinstance(node, ast.Name) and names and node.id == names[0]]
    return tuple(Edit(unit.key, *span(node), f"{names[0]}_renamed") for node in found)


def alias_import(copy: Copy, unit: Unit) -> tuple[Edit, ...]:
    """`import torch.nn as nn` under another name; not in notebooks, nor where the name is not the file's alone."""
    if unit.key[1] is not None or starred(copy, unit):
        return ()
    nodes = list(ast.walk(unit.tree))
    times = Counter(name for name, _ in imported(node for node in nodes if isinstance(node, Import)))
    for node in (each for each in unit.tree.body if isinstance(each, Import)):
        for alias in node.names:
            name, _ = bound(node, alias)
            used = [each for each in nodes if isinstance(each, ast.Name) and each.id == name]
            if name not in ("torch", "nn", "F") or times[name] != 1 or not used or dotted_imports(unit, name):
                continue
            if all(isinstance(each.ctx, ast.Load) for each in used):
                edits = [Edit(unit.key, *span(each), f"{name}_alias") for each in used]
                return (Edit(unit.key, *span(alias), f"{alias.name} as {name}_alias"), *edits)
    return ()


def dotted_imports(unit: Unit, name: str) -> bool:
    """`import torch.nn` binds `torch` too; text in braces has no positions."""
    nodes = list(ast.walk(unit.tree))
    plain = [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names if not each.asname]
    texts = [each for node in nodes if isinstance(node, ast.JoinedStr) for each in ast.walk(node)]
    inside = any(isinstance(each, ast.Name) and each.id == name for each in texts)
    return inside or any(each.startswith(f"{name}.") for each in plain)


def starred(copy: Copy, unit: Unit) -> bool:
    """May another file take this one's names?"""
    stem = Path(unit.key[0]).stem
    sources = (path.read_text(encoding="utf-8", errors="replace") for path in copy.root.rglob("*.py"))
    stars = (line for text in sources for line in text.splitlines() if line.strip().endswith("import *"))
    return any(stem in line for line in stars)


def moved(unit: Unit, call: ast.Call) -> Mutant:
    """The call made by a helper at the top of the file, which is given the loss and the arguments."""
    kind = "move the loss call into a helper"
    if any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords):
        return Mutant(kind, ())
    names = [f"argument_{number}" for number in range(len(call.args))]
    keywords = [str(keyword.arg) for keyword in call.keywords]
    parameters = ", ".join(["graded_by", *names, *keywords])
    arguments = ", ".join([*names, *(f"{name}={name}" for name in keywords)])
    line = first_line(unit.tree)
    helper = f"def moved_loss({parameters}):\n    return graded_by({arguments})\n"
    first = call.args[0] if call.args else None
    callee_end = span(call.func)[1]
    opening = Edit(unit.key, span(call)[0], span(call)[0], "moved_loss(")
    after = Edit(unit.key, callee_end, span(first)[0] if first else callee_end, ", ")
    if first is None or after.start[0] != after.end[0]:
        return Mutant(kind, ())
    edits = (Edit(unit.key, (line, 0), (line, 0), helper), opening, after)
    return Mutant(kind, edits, shift=(unit.key, line, 2))


def first_line(tree: ast.Module) -> int:
    """The line of the first statement that is neither the docstring nor an import from the future."""
    for node in tree.body:
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not text and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            lines = [node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]
            return int(min(lines))
    return 1


# Judging


def outcome(report: Report, site: Site, codes: frozenset[str]) -> str:
    """found, found as advice, mixed or missed."""
    here = [
        finding
        for finding in report.diagnostics
        if finding.code in codes and any(same_line(place, site.place) for place in passes(finding.place, finding.trail))
    ]
    if here:
        return "found" if any(finding.severity is not Severity.ADVICE for finding in here) else "advice"
    rows = [row for row in report.pairs if same_line(row.place, site.place)]
    return "mixed" if any(is_mixed(row, site) for row in rows) else "missed"


def is_mixed(row: PairRow, site: Site) -> bool:
    """Does the right form or the right loss still arrive, beside another?"""
    outputs, losses = row.output.split("|"), row.loss.split("|")
    right = {FAMILY.get(loss.rpartition(".")[2]) for loss in losses}
    still = (len(outputs) > 1 and site.form in outputs) or (len(losses) > 1 and site.family in right)
    return still or MIXED in (row.unknown_because or "")


def passes(place: Place, trail: Sequence[Step]) -> Iterator[Place]:
    yield place
    yield from (step.place for step in trail)


def same_line(left: Place, right: Place) -> bool:
    return (left.path, left.cell, left.line) == (right.path, right.cell, right.line)


def said(report: Report, place: Place) -> str:
    """What `pairs` says about a loss call, in a few words."""
    rows = [row for row in report.pairs if same_line(row.place, place)]
    texts = [f"{row.loss} <- {row.output}: {row.verdict} {' '.join(row.codes)}" for row in rows]
    because = [f"({row.unknown_because})" for row in rows if row.unknown_because]
    return " | ".join(dict.fromkeys([*texts, *because])) or "the call is not listed"


Verdicts = dict[tuple[str, int | None, int], set[str]]


def verdicts(report: Report, mutant: Mutant | None = None) -> Verdicts:
    """What is said of every line with loss calls, lines counted as before the rewrite."""
    found: Verdicts = defaultdict(set)
    for row in report.pairs:
        line = row.place.line
        if mutant and mutant.shift and (row.place.path, row.place.cell) == mutant.shift[0]:
            line -= mutant.shift[2] if line >= mutant.shift[1] + mutant.shift[2] else 0
        found[row.place.path, row.place.cell, line] |= words(row)
    return found


def words(row: PairRow) -> set[str]:
    """What a row says: the losses one by one, since one row may tell of several callers together."""
    return {*row.loss.split("|"), f"{row.output} {row.verdict} {' '.join(row.codes)}".rstrip()}


def changed(before: Report, after: Report, site: Site, mutant: Mutant) -> list[str]:
    """The verdicts that a rewrite changed, as sentences."""
    if mutant.alone:
        rows = [row for row in after.pairs if same_line(row.place, site.place)]
        return [] if rows and all(row.verdict == "match" for row in rows) else [said(after, site.place)]
    old, new = verdicts(before), verdicts(after, mutant)
    at = (site.place.path, site.place.cell, site.place.line)
    if mutant.shift:
        helper = (at[0], at[1], mutant.shift[1] + 1)
        for row in after.pairs:
            if (row.place.path, row.place.cell, row.place.line) == helper:
                new[at] |= words(row)
        if helper not in old:
            new.pop(helper, None)
    keys = sorted(set(old) | set(new), key=str)
    return [f"{key[0]}:{key[2]}: {sorted(old[key])} -> {sorted(new[key])}" for key in keys if old[key] != new[key]]


@dataclass(slots=True)
class Score:
    """Counts by kind, and what must be explained."""

    mutants: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rewrites: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    repositories: int = 0
    sites: int = 0


def examine(folder: Path, work: Path, args: argparse.Namespace, score: Score) -> None:
    """All mutants and rewrites of the sites that are drawn from one repository."""
    copy, rng = Copy(folder, work, args.slow), random.Random(f"{args.seed} {folder.resolve().name}")
    start = time.perf_counter()
    report = copy.report()
    seconds = time.perf_counter() - start
    copy.limit = 10 * args.slow
    calls = copy.alternatives() if report else None
    resolved = sites_of(report, calls) if report and calls is not None else []
    drawn = rng.sample(resolved, min(args.sites, len(resolved)))
    note = f"{copy.root.name}: {len(resolved)} resolved, {len(drawn)} drawn, {seconds:.1f} s"
    print(note + ("" if report else ", left out"), file=sys.stderr, flush=True)
    if report is None or not drawn:
        return
    score.repositories += 1
    score.sites += len(drawn)
    for site in drawn:
        plant(copy, site, rng, score)
        if not args.no_rewrites:
            keep(copy, report, site, rng, score)
    shutil.rmtree(copy.root)


def plant(copy: Copy, site: Site, rng: random.Random, score: Score) -> None:
    for mutant in mutants(copy, site, rng):
        report = copy.report(mutant.edits) if mutant.edits else None
        if report is None:
            score.mutants[mutant.kind]["cannot be planted"] += 1
            continue
        result = outcome(report, site, mutant.codes)
        score.mutants[mutant.kind][result] += 1
        if result in ("missed", "mixed"):
            edit = mutant.edits[-1]
            where = f"{copy.root.name} {site.place}, edited {edit.unit[0]}:{edit.start[0]}"
            score.misses.append(f"{result}: {mutant.kind}: {where}: {said(report, site.place)}")
            print("  ", score.misses[-1], file=sys.stderr, flush=True)


def keep(copy: Copy, before: Report, site: Site, rng: random.Random, score: Score) -> None:
    for mutant in rewrites(copy, site, rng):
        report = copy.report(mutant.edits) if mutant.edits else None
        if report is None:
            score.rewrites[mutant.kind]["cannot be made"] += 1
            continue
        changes = changed(before, report, site, mutant)
        score.rewrites[mutant.kind]["changed" if changes else "kept"] += 1
        score.changes += [f"{mutant.kind}: {copy.root.name} {site.place}: {change}" for change in changes]


def table(score: Score) -> Iterator[str]:
    total: Counter[str] = sum(score.mutants.values(), Counter())
    head = ("found", "advice", "mixed", "missed", "cannot be planted")
    yield f"{score.sites} loss calls of {score.repositories} repositories"
    yield f"{'mutant':44s}" + "".join(f"{name:>18s}" for name in head)
    for kind, counts in [*sorted(score.mutants.items()), ("all", total)]:
        yield f"{kind:44s}" + "".join(f"{counts[name]:18d}" for name in head)
    found = total["found"] + total["advice"]
    planted = found + total["mixed"] + total["missed"]
    yield f"found {found} of {planted} ({found / max(planted, 1):.1%}); "
    yield f"without those where one of several models was mutated {found / max(found + total['missed'], 1):.1%}"
    yield from ("", *score.misses, "")
    for kind, counts in sorted(score.rewrites.items()):
        yield f"{kind:44s} {dict(counts)}"
    yield from ("", *score.changes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a checked-out repository")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--sites", type=int, default=10, help="loss calls drawn from one repository, at most")
    parser.add_argument("--slow", type=float, default=10.0, help="leave out repositories that take longer (seconds)")
    parser.add_argument("--no-rewrites", action="store_true", help="only plant mistakes")
    args = parser.parse_args()
    score = Score()
    with tempfile.TemporaryDirectory() as work:
        analyse([Path(work)], cwd=Path(work))  # what losslint loads once is loaded before the processes fork
        for folder in sorted(each for each in args.folders if each.is_dir()):
            examine(folder, Path(work), args, score)
    print("\n".join(table(score)))
    return int(bool(score.misses) or bool(score.changes))


if __name__ == "__main__":
    sys.exit(main())
