"""What a test says of its subject, as guards: of something with an identity, of what an expression is, of the test itself. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator
from math import inf
from typing import TYPE_CHECKING, cast

from losslint.analysis import settings
from losslint.analysis.things import Opaque, Thing, const
from losslint.guards import Guard, Guards
from losslint.numbers import Numbers, exactly, is_number
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

POSITIVE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.NotEq: ast.Eq, ast.IsNot: ast.Is, ast.NotIn: ast.In}
DENIED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
PARAMETER = ("parameter",)  # how the subject of a parameter begins that nothing binds
Answer = Callable[[Thing], bool | None]  # does the thing satisfy the test?


def of_thing(
    ev: Evaluator,
    thing: Opaque,
    test: ast.expr,
    options: frozenset[Hashable],
    holds: bool,
    left: ast.expr | None,
    answer: Answer,
) -> Guards:
    """What a test says of something with an identity. `left` is the side that is compared with `options`, if any is; `answer` tells
    what would satisfy the test."""
    default: bool | None = None
    if thing.default is not None:
        said = answer(thing.default)
        default = None if said is None else said == holds
    unpassed = default is False and isinstance(thing.subject, tuple) and thing.subject[:1] == PARAMETER
    truth = "truth", thing.subject
    if left is None:
        return frozenset({Guard(truth, options, holds, _told(ev, test, holds), default, unpassed=unpassed)})
    if isinstance(options, Numbers):
        text = _told(ev, test, holds)
    else:
        shown = " or ".join(sorted(repr(o) for o in options))
        text = f"{_text(ev, left)[0]} is {'' if holds else 'not '}{shown}"
    stated = _stated(thing.subject, truth, options, holds, answer)
    return frozenset(Guard(*each, text, default, unpassed=unpassed) for each in stated)


def _told(ev: Evaluator, test: ast.expr, holds: bool) -> str:
    """What holds where the test comes out so."""
    text = _text(ev, test)[0]
    if holds:
        return text
    if isinstance(test, ast.Compare) and (denied := DENIED.get(type(test.ops[0]))) is not None:
        return ast.unparse(ast.Compare(test.left, [denied()], test.comparators))
    return f"not {text}" if isinstance(test, ast.Name | ast.Attribute) else f"not ({text})"


def _stated(
    subject: Hashable, truth: Hashable, options: frozenset[Hashable], holds: bool, answer: Answer
) -> Iterator[tuple[Hashable, frozenset[Hashable], bool]]:
    """What is said of a subject that is compared: which values it has, and what follows from that. What is 'ce' is true, and what
    is None is not; what is one is not more than one."""
    if isinstance(options, Numbers):  # of `x > 1`, what is said is that x is not in the numbers below
        yield ("number", subject), options, holds == answer(const(-inf))
        return
    yield subject, options, holds
    if holds and len({bool(one) for one in options}) == 1:
        yield truth, frozenset({True}), all(options)
    numbers = [one for one in options if is_number(one)]
    if len(numbers) == len(options):
        yield ("number", subject), exactly(numbers), holds


def of_expression(
    ev: Evaluator,
    test: ast.expr,
    answer: Answer,
    holds: bool,
    frame: Frame,
    left: ast.expr | None,
    options: frozenset[Hashable],
    *,
    unpassed: bool = False,
) -> Guards:
    """Nothing is known of what is tested. Where it is compared with constants, it is the same subject in every such test."""
    if left is None:
        return own(ev, test, holds, frame, unpassed=unpassed)
    text, itself = _told(ev, test, holds), _subject_of(ev, left, frame)
    stated = _stated(("compared", itself), itself, options, holds, answer)
    return frozenset(Guard(*each, text, None, unpassed=unpassed) for each in stated)


def own(ev: Evaluator, test: ast.expr, holds: bool, frame: Frame, *, unpassed: bool = False) -> Guards:
    """A test that nothing is known of: correlated only with the same text over the same definitions in this frame, or
    anywhere in the module if all of its names are the module's and bound once."""
    text, subject = _told(ev, test, holds), _subject_of(ev, test, frame)
    return frozenset({Guard(subject, frozenset({True}), holds, text, None, unpassed=unpassed)})


def _subject_of(ev: Evaluator, test: ast.expr, frame: Frame) -> Hashable:
    return ev.fact(("subject", test, frame), lambda: _named_or_written(ev, test, frame))


def _named_or_written(ev: Evaluator, test: ast.expr, frame: Frame) -> Hashable:
    setting = settings.named(ev, test, frame)
    if setting is not None:
        return setting
    scope = ev.scope(frame.node)
    text, impure, names_in, plain = _text(ev, test)
    names = tuple(
        tuple(id(r.definition) for r in use.reaches) for n in names_in if (use := scope.uses.get(n)) is not None
    )
    where: Hashable = frame
    if plain:
        fixed = tuple(_fixed(ev, n, frame) for n in names_in)
        if all(fixed):
            where, names = frame.file, (fixed,)
    return ("test", text, names, where, id(test) if impure else 0)


def _fixed(ev: Evaluator, name: ast.Name, frame: Frame) -> int:
    """Stands for a name of the module that is bound once, outside of loops, and by no function; 0 if it is another name."""
    module, scope = ev.module_frame(frame.file), frame
    while module is not None and scope.node is not module.node:
        bound = name in ev.scope(scope.node).uses if scope is frame else name.id in ev.scope(scope.node).counts
        if bound or scope.parent is None:
            return 0
        scope = scope.parent
    if module is None or name.id in ev.graph.outer[frame.file]:
        return 0
    index = ev.scope(module.node)
    reaches = index.exit.get(name.id, ()) if index.counts.get(name.id) == 1 else ()
    return id(reaches[0].definition) if len(reaches) == 1 and not reaches[0].definition.loops else 0


def _positive(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and (op := POSITIVE.get(type(test.ops[0]))) is not None:
        return ast.Compare(test.left, [op()], test.comparators)
    return test


def _text(ev: Evaluator, test: ast.expr) -> tuple[str, bool, tuple[ast.Name, ...], bool]:
    """The source of a test, as `_comparison` reads it: `a == b` for `a != b`; whether it calls anything, the names in it,
    and whether it reads nothing but these names."""
    known = ev.cache.get(("text", test))
    if known is None:
        nodes = walk(test)
        names = tuple(n for n in nodes if isinstance(n, ast.Name))
        impure = any(isinstance(n, ast.Call) for n in nodes)
        plain = bool(names) and not impure and not any(isinstance(n, ast.Attribute | ast.Subscript) for n in nodes)
        known = ev.cache["text", test] = ast.unparse(_positive(test)), impure, names, plain
    return cast("tuple[str, bool, tuple[ast.Name, ...], bool]", known)
