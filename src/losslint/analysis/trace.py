"""What is known of every value on a line: for authors, bug reports and the fixtures' `# carries:` markers. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import callers, mode
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.evaluators import Evaluators
from losslint.analysis.frames import Frame
from losslint.analysis.names import Owner
from losslint.analysis.things import (
    Class,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Method,
    Opaque,
    Record,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    union,
)
from losslint.forms import Form
from losslint.place import Place, Trail
from losslint.record import dataclass
from losslint.source.nodes import children

if TYPE_CHECKING:
    from losslint.knowledge import Knowledge
    from losslint.source.file import SourceFile
    from losslint.source.project import Project


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One expression of the line: its place and source, what it may be, and how that came."""

    place: Place
    text: str
    value: str
    trail: Trail


def trace_line(project: Project, knowledge: Knowledge, path: str, line: int, cell: int | None = None) -> list[TraceRow]:
    """Every expression that starts on a line, outermost first."""
    file = file_at(project, path)
    if file is None or file.tree is None:
        return []
    ev = Evaluators(project, knowledge).at(file.display)
    rows = []
    for node, owner in expressions_in(ev, file):
        place = file.place(node)
        if place.line != line or place.cell != cell:
            continue
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        ev.root()
        value = ev.value(node, frame)
        rows.append(TraceRow(place, ast.unparse(node), described(value), trail_of(value)))
    return rows


def carried(
    project: Project, knowledge: Knowledge, path: str, lines: Iterable[int | tuple[int, int]]
) -> dict[int | tuple[int, int], str]:
    """The form names of the value that each line assigns, returns or evaluates, joined by " | ".

    A line is a number, in a notebook (cell, line)."""
    file = file_at(project, path)
    if file is None or file.tree is None:
        return {}
    wanted = set(lines)
    ev = Evaluators(project, knowledge).at(file.display)
    found: dict[int | tuple[int, int], str] = {}
    for statement, owner in statements_in(ev, file):
        place = file.place(statement)
        key: int | tuple[int, int] = place.line if place.cell is None else (place.cell, place.line)
        expr = graded_expression(statement)
        frame = ev.joined_frame(owner)
        if key in wanted and expr is not None and frame is not None:
            found[key] = form_names(value_at(ev, expr, statement, owner, frame))
    return found


def value_at(ev: Evaluator, expr: ast.expr, statement: ast.stmt, owner: Owner, frame: Frame) -> Value:
    """The value of an expression, in the mode that the model is in there; object by object where together they say nothing."""
    ev.root()
    value = ev.value(expr, frame)
    if any(isinstance(t, Form) and not t.known for t, _ in value):
        parts = [ev.value(expr, inner) for inner, _ in callers.split(ev, frame, owner)]
        value = union(*parts) or value
    training = mode.mode_before(ev, owner, frame, statement)
    if training is None:
        return value
    return tuple(a for a in value if all(g.holds == training for g in a.guards if mode.is_mode(g)))


def file_at(project: Project, path: str) -> SourceFile | None:
    return next((f for f in project.files if f.display == path or str(f.path) == path), None)


def form_names(value: Value) -> str:
    names = sorted({name for thing, _ in value for name in thing_forms(thing)})
    return " | ".join(names) if names else "unknown"


def thing_forms(thing: Thing) -> Iterator[str]:
    if isinstance(thing, Form):
        yield "sigmoid" if thing.part and thing.name == "softmax" else str(thing.name)
    elif isinstance(thing, Sequence):
        yield "(" + ", ".join(form_names(v) for v in thing.elements()) + ")"
    else:
        yield "unknown"


def graded_expression(statement: ast.stmt) -> ast.expr | None:
    match statement:
        case ast.Assign(value=value) | ast.Expr(value=value) | ast.AugAssign(target=value):
            return value
        case ast.AnnAssign(value=value) | ast.Return(value=value):
            return value
    return None


def statements_in(ev: Evaluator, file: SourceFile) -> Iterator[tuple[ast.stmt, Owner]]:
    for node, owner in nodes_in(ev, file):
        if isinstance(node, ast.stmt):
            yield node, owner


def expressions_in(ev: Evaluator, file: SourceFile) -> Iterator[tuple[ast.expr, Owner]]:
    for node, owner in nodes_in(ev, file):
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield node, owner


def nodes_in(ev: Evaluator, file: SourceFile) -> Iterator[tuple[ast.AST, Owner]]:
    """Every node of a file with the scope it is evaluated in."""
    owners = ev.graph.owners
    assert file.tree is not None
    stack: list[tuple[ast.AST, Owner]] = [(child, owners[file.tree]) for child in reversed(file.tree.body)]
    while stack:
        node, owner = stack.pop()
        yield node, owner
        inner = owners.get(node, owner)
        stack.extend((child, inner) for child in reversed(children(node)))


# -- in words ------------------------------------------------------------------------------------------------------


def described(value: Value) -> str:
    if not value:
        return "no value"
    words = []
    for thing, guards in value:
        conditions = sorted(g.text for g in guards if g.text and not g.context)
        words.append(describe(thing) + (f" when {' and '.join(conditions)}" if conditions else ""))
    return " | ".join(dict.fromkeys(words))


def describe(thing: Thing) -> str:
    match thing:
        case Form():
            return describe_form(thing)
        case Const(value=value):
            return repr(value)
        case Sequence():
            inner = [described(v) for v in thing.front] + (["…"] if thing.middle is not None else [])
            return "[" + ", ".join(inner + [described(v) for v in thing.back]) + "]"
        case Mapping(items=items) | Record(items=items):
            return "{" + ", ".join(f"{k!r}: {described(v)}" for k, v in items) + "}"
        case Function(node=node):
            return f"function {getattr(node, 'name', '<lambda>')}"
        case Method(function=function):
            return f"method {getattr(function.node, 'name', '<lambda>')}"
        case Class(node=node):
            return f"class {node.name}"
        case Instance(cls=cls):
            return f"{cls.node.name} object"
        case Made(cls=cls):
            return f"{cls} object"
        case Container(cls=cls, modules=modules):
            return f"{cls.rpartition('.')[2]}{describe(modules)}"
        case Wrapper(cls=cls, inner=inner):
            return f"{cls.rpartition('.')[2]}({describe(inner)})"
        case Symbol(name=name):
            return name
        case Opaque(because=because):
            return f"unknown ({because})" if because else "unknown"
    return type(thing).__name__.lower()


def describe_form(form: Form) -> str:
    if not form.known:
        return f"unknown ({form.because})" if form.because else "unknown"
    facts = [f"dim={form.dim}"] if form.dim is not None else []
    facts += [f"{form.units} units"] if form.units is not None else []
    name = "sigmoid" if form.part and form.name == "softmax" else str(form.name)
    return f"{name}({', '.join(facts)})" if facts else name


def trail_of(value: Value) -> Trail:
    for thing, _ in value:
        if isinstance(thing, Form | Made | Instance | Container) and thing.trail:
            return thing.trail
    return ()


__all__ = ["Frame", "TraceRow", "carried", "trace_line"]
