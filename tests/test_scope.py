"""Use-def against the semantics of Python: what reaches each use after branches, loops, handlers, cases and the rest.

Each program says in `# carries:` comments which forms the value of a line may have. All begin with the same prelude.
"""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from losslint.analysis.scope import Kind, Scope, scope_of
from markers import _form_differences, forms_of, markers_of_project

PRELUDE = """
import contextlib, os, sys
import torch
from torch import nn

logits = nn.Linear(8, 3)(torch.randn(2, 8))
def soft(): return torch.softmax(logits, 1)
def sigmoid(): return torch.sigmoid(logits)
def flag(): return os.environ.get("FLAG")
"""

LOOPS = {
    "the else of a for stands beside its breaks": """
        for i in range(30):
            if flag():
                x = soft()
                break
        else:
            x = logits
        x  # carries: logits | softmax
        """,
    "an else that raises leaves the breaks": """
        for i in range(30):
            if flag():
                x = soft()
                break
            x = sigmoid()
        else:
            raise ValueError
        x  # carries: softmax
        """,
    "the else of a while sees the end of the body": """
        x = sigmoid()
        while flag():
            x = soft()
        else:
            y = x  # carries: softmax
        """,
    "break and continue": """
        x = logits
        for i in range(30):
            if flag():
                x = soft()
                continue
            if flag():
                break
            x = sigmoid()
        x  # carries: logits | sigmoid | softmax
        """,
    "a break ends the inner loop": """
        x = logits
        for i in range(30):
            for j in range(30):
                if flag():
                    break
                x = soft()
            else:
                x = sigmoid()
        x  # carries: logits | sigmoid | softmax
        """,
    "a loop that always returns may run no turn": """
        def first(loader):
            for batch in loader:
                return soft()
            return logits
        x = first([])  # carries: logits | softmax
        """,
    "nothing is behind an endless loop": """
        def f():
            while True:
                if flag():
                    return soft()
            return logits
        x = f()  # carries: softmax
        """,
    "the turns of two loops": """
        x = logits
        for i in range(30):
            for j in range(30):
                y = x  # carries: logits | sigmoid | softmax
                x = soft()
            z = x  # carries: softmax
            x = sigmoid()
        """,
    "a name that the loop itself binds comes from an earlier turn": """
        prev = logits
        def f(loader):
            for i, batch in enumerate(loader):
                if i > 0:
                    x = prev  # carries: softmax
                prev = soft()
        """,
    "a method in place changes what the next turn sees": """
        x = logits
        for i in range(30):
            y = x  # carries: logits | unit-interval
            x.clamp_(0, 1)
        """,
    "a walrus in the test of a while": """
        while (x := soft()) is not None:
            y = x  # carries: softmax
        x  # carries: softmax
        """,
    "the test of a while sees the last turn": """
        x = logits
        while (y := x) is not None and (x := soft()) is not None:
            y  # carries: logits | softmax
        """,
    "an element of a chain of targets": """
        for i, (a, b) in enumerate([(logits, soft())]):
            a  # carries: logits
            b  # carries: softmax
        """,
    "del at the end of a turn": """
        x = logits
        for i in range(30):
            if flag():
                y = x  # carries: logits | softmax
                del x
            x = soft()
        """,
}

HANDLERS = {
    "a handler sees every point of the body": """
        try:
            x = logits
            x = soft()
            torch.save(x, "f")
            x = sigmoid()
        except OSError:
            y = x  # carries: logits | sigmoid | softmax
        """,
    "a handler sees what stood before a raise": """
        x = logits
        try:
            if flag():
                x = soft()
                raise ValueError
            x = sigmoid()
        except ValueError:
            y = x  # carries: logits | sigmoid | softmax
        x  # carries: sigmoid
        """,
    "what a handler assigns is an alternative": """
        try:
            x = soft()
        except RuntimeError:
            x = logits
        x  # carries: logits | softmax
        """,
    "a constant of a handler only stands in": """
        try:
            x = soft()
        except RuntimeError:
            x = None
        x  # carries: softmax
        """,
    "an import of a handler only stands in": """
        try:
            from torch import sigmoid as act
        except ImportError:
            from torch import tanh as act
        act(logits)  # carries: sigmoid
        """,
    "a handler that raises or leaves adds nothing": """
        def f():
            try:
                x = soft()
            except OSError:
                x = logits
                raise
            except ValueError:
                return None
            return x  # carries: softmax
        """,
    "handlers of a body that returns": """
        def f():
            try:
                return sigmoid()
            except OSError:
                x = logits
            except ValueError:
                x = soft()
            return x  # carries: logits | softmax
        """,
    "the else of a try is not guarded by it": """
        x = logits
        try:
            torch.save(x, "f")
        except OSError:
            y = x  # carries: logits
        else:
            x = soft()
        """,
    "except* is a handler": """
        try:
            x = soft()
        except* OSError:
            x = logits
        x  # carries: logits | softmax
        """,
    "finally runs behind the body": """
        try:
            x = soft()
        finally:
            y = x  # carries: softmax
            x = logits
        x  # carries: logits
        """,
    "finally runs behind a return": """
        def f():
            x = logits
            try:
                x = soft()
                return x  # carries: softmax
            finally:
                y = x  # carries: logits | softmax
        z = f()  # carries: softmax
        """,
    "a return in finally takes the place of all others": """
        def f():
            try:
                return soft()
            finally:
                return logits
        x = f()  # carries: logits
        """,
    "continue in a handler": """
        x = logits
        for i in range(30):
            try:
                x = soft()
            except OSError:
                x = sigmoid()
                continue
            y = x  # carries: softmax
            x = logits
        x  # carries: logits | sigmoid
        """,
    "an else that returns": """
        def f():
            try:
                try:
                    x = soft()
                except OSError:
                    x = logits
                else:
                    return x  # carries: softmax
            finally:
                print()
            return x  # carries: logits
        """,
    "the name of an exception ends with its handler": """
        error = soft()
        def f():
            try:
                x = error
            except OSError as caught:
                caught = logits
            return x  # carries: softmax
        """,
}

CONTEXTS = {
    "an early exit inside with": """
        def f():
            with torch.no_grad():
                if flag():
                    return soft()
                x = logits
            return x  # carries: logits
        y = f()  # carries: logits | softmax
        """,
    "code behind a with that always leaves": """
        def f():
            with contextlib.suppress(OSError):
                return soft()
            return logits
        x = f()  # carries: logits | softmax
        """,
    "async for, async with, await": """
        async def f(loader):
            async for batch in loader:
                x = soft()
            async with loader as lock:
                y = x  # carries: softmax
            z = await g()  # carries: sigmoid
        async def g():
            return sigmoid()
        """,
    "sys.exit ends its branch": """
        def f(mode):
            if mode == "a":
                x = soft()
            elif mode == "b":
                x = logits
            else:
                x = sigmoid()
                sys.exit(mode)
            return x  # carries: logits | softmax
        """,
    "a function of one's own called exit does not": """
        def exit(): pass
        if flag():
            x = soft()
            exit()
        else:
            x = logits
        x  # carries: logits | softmax
        """,
    "sys.exit on the main path of a module does not": """
        sys.exit()
        x = soft()
        x  # carries: softmax
        """,
    "assert False ends its branch": """
        def f(mode):
            if mode == "a":
                x = soft()
            else:
                x = sigmoid()
                assert False, mode
            return x  # carries: softmax
        """,
}

CASES = {
    "case _ is what no other case is": """
        def f(mode):
            match mode:
                case "a":
                    x = soft()
                case _ if flag():
                    x = sigmoid()
                case _:
                    x = logits
            return x
        x = f("a")  # carries: softmax
        y = f("b")  # carries: logits | sigmoid
        """,
    "a guard lets the subject pass": """
        def f(mode):
            x = logits
            match mode:
                case _ if flag():
                    x = soft()
            return x
        x = f("a")  # carries: logits | softmax
        """,
    "a case that returns is excluded below": """
        def f(mode):
            match mode:
                case "a" | "b":
                    return soft()
                case None:
                    return sigmoid()
            return logits
        x = f("b")  # carries: softmax
        y = f("c")  # carries: logits
        z = f(None)  # carries: sigmoid
        """,
    "captures are parts of the subject": """
        match (soft(), [logits, sigmoid()]):
            case (a, [b, *rest]) as both:
                a  # carries: softmax
                b  # carries: logits
                rest[0]  # carries: sigmoid
                both[0]  # carries: softmax
        match soft():
            case whole:
                whole  # carries: softmax
        """,
}

EXPRESSIONS = {
    "a walrus in a comprehension outlives it": """
        found = [y := torch.softmax(v, 1) for v in [logits, logits]]
        y  # carries: softmax
        table = {k: (last := sigmoid()) for k in range(40)}
        last  # carries: sigmoid
        """,
    "the target of a comprehension does not": """
        x = logits
        a = [x for x in [soft()]]
        x  # carries: logits
        for i in range(30):
            b = [y := x for x in [sigmoid()]]
            x  # carries: logits
        """,
    "a list grows in a comprehension": """
        few, many = [], []
        [few.append(soft()) for _ in range(3)]
        few[2]  # carries: softmax
        [many.append(v) for i in range(40) for v in (logits, sigmoid())]
        many[0]  # carries: logits | sigmoid
        """,
    "a walrus on both sides of a choice": """
        y = (x := soft()) if flag() else (x := logits)
        x  # carries: logits | softmax
        """,
    "a walrus on one side of a choice": """
        x = logits
        y = (x := soft()) if flag() else 0
        x  # carries: logits | softmax
        """,
    "a walrus behind or": """
        x = logits
        y = flag() or (x := soft())
        x  # carries: logits | softmax
        """,
    "a walrus behind and has run where the whole is true": """
        x = logits
        if flag() and (x := soft()) is not None:
            x  # carries: softmax
        else:
            x  # carries: logits | softmax
        """,
    "a default of a lambda is evaluated where it is written": """
        x = soft()
        f = lambda y=x: y
        x = logits
        z = f()  # carries: softmax
        """,
    "targets around a star": """
        a, *b, c = logits, soft(), soft(), sigmoid()
        a  # carries: logits
        b[0]  # carries: softmax
        c  # carries: sigmoid
        """,
    "an augmented item keeps what it held": """
        x = {"a": soft(), "b": logits}
        x["a"] *= 1.0
        x["b"] += 1
        x["a"]  # carries: softmax
        x["b"]  # carries: logits
        """,
    "an augmented attribute too": """
        class Box: pass
        box = Box()
        box.x = soft()
        box.x *= 1.0
        box.x  # carries: softmax
        """,
    "an annotation alone binds nothing": """
        x = soft()
        x: torch.Tensor
        x  # carries: softmax
        x: torch.Tensor = logits
        x  # carries: logits
        """,
}

NAMES = {
    "del on one path leaves the other": """
        def f():
            x = soft()
            if flag():
                del x
            return x  # carries: softmax
        """,
    "del of an attribute": """
        class Box: pass
        box = Box()
        box.x = soft()
        if flag():
            del (box.x)
            box.x = logits
        box.x  # carries: logits | softmax
        """,
    "a global begins with what the module says": """
        x = logits
        def f():
            global x
            if flag():
                x = soft()
            return x  # carries: logits | softmax
        def g():
            global x
            for i in range(30):
                y = x  # carries: logits | sigmoid
                x = sigmoid()
        """,
    "nonlocal begins with what the function around says": """
        def outer():
            x = logits
            def inner():
                nonlocal x
                if flag():
                    x = soft()
                return x  # carries: logits | softmax
            return inner
        """,
    "a nested function sees the last value": """
        def f():
            x = logits
            def g():
                return x
            x = soft()
            return g()  # carries: softmax
        """,
    "what a base class assigned stays on the other side of a branch": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.act = nn.Softmax(1)
        class Net(Base):
            def __init__(self):
                super().__init__()
                if flag():
                    self.act = nn.Sigmoid()
            def forward(self, x):
                return self.act(x)
        y = Net()(logits)  # carries: sigmoid | softmax
        """,
    "a method of one's own may assign, whatever it is called": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.act = nn.Softmax(1)
                self.update()
            def update(self):
                self.act = nn.Sigmoid()
            def forward(self, x):
                return self.act(x)
        y = Net()(logits)  # carries: sigmoid
        """,
}

PROGRAMS = {**LOOPS, **HANDLERS, **CONTEXTS, **CASES, **EXPRESSIONS, **NAMES}


@pytest.mark.parametrize("title", PROGRAMS)
def test_what_reaches_a_use(title: str, tmp_path: Path) -> None:
    home = tmp_path.resolve()
    (home / "program.py").write_text(PRELUDE + dedent(PROGRAMS[title]), encoding="utf-8")
    markers = markers_of_project(home)
    assert markers, "the program says nothing"
    differences = list(_form_differences(markers, forms_of(home, list(markers))))
    assert not differences, "\n".join(differences)


# --- the index itself --------------------------------------------------------------------------------------------------


def indexed(text: str) -> Scope:
    return scope_of(ast.parse(dedent(text)))


def called(scope: Scope) -> dict[str, list[str]]:
    """Each call that is reached, with the conditions on its way."""
    return {
        ast.unparse(call): [("" if c.holds else "not ") + ast.unparse(c.test) for c in conditions]
        for call, (conditions, _) in scope.calls.items()
    }


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("if a:\n    f()\nelse:\n    g()\nh()", {"f()": ["a"], "g()": ["not a"], "h()": []}),
        ("for x in y:\n    if a:\n        continue\n    f()\ng()", {"f()": ["not a"], "g()": []}),
        ("try:\n    if a:\n        raise E\n    f()\nexcept E:\n    raise\ng()", {"f()": ["not a"], "g()": ["not a"]}),
        ("try:\n    if a:\n        raise E\n    f()\nexcept E:\n    pass\ng()", {"f()": ["not a"], "g()": []}),
        ("with w:\n    if a:\n        raise E\nf()", {"f()": ["not a"]}),
        ("x = a and f() and g()", {"f()": ["a"], "g()": ["a", "f()"]}),
        ("x = a or f() or g()", {"f()": ["not a"], "g()": ["not a", "not f()"]}),
        ("x = f() if a else g()", {"f()": ["a"], "g()": ["not a"]}),
        (
            "match x:\n    case 1:\n        f()\n    case 2:\n        g()",
            {"f()": ["x == 1"], "g()": ["not x == 1", "x == 2"]},
        ),
        ("match x:\n    case 1 if a:\n        f()\n    case _:\n        g()", {"f()": ["x == 1", "a"], "g()": []}),
        ("[f(x) for x in y if a]", {"f(x)": ["a"]}),
        ("raise E\nf()", {}),
        ("while True:\n    f()\ng()", {"f()": []}),
        ("while True:\n    break\ng()", {"g()": []}),
    ],
)
def test_the_way_to_a_call(text: str, calls: dict[str, list[str]]) -> None:
    assert called(indexed(text)) == calls


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("x = 1", ["assign"]),
        ("x = 1\nx += 1", ["augment"]),
        ("import x.y", ["import"]),
        ("class x: pass", ["define"]),
        ("for x in y: pass", ["element"]),
        ("with y as x: pass", ["context"]),
        ("x = []\nx.append(1)", ["mutate"]),
        ("x = []\nx[0] += 1", ["mutate"]),
        ("x = []\ndel x[0]", ["mutate"]),
        ("match y:\n    case {'k': x}: pass", ["opaque"]),
        ("match y:\n    case x: pass", ["assign"]),
        ("x = 1\nfor i in y:\n    if a:\n        x = 2", ["phi", "assign"]),
        ("x = 1\ndel x", []),
        ("if a:\n    x = 1\nelse:\n    import x", ["assign", "import"]),
        ("[x for x in y]", []),
        ("[x := z for z in y]", ["assign"]),
        ("def f():\n    x = 1", []),
    ],
)
def test_what_a_module_leaves(text: str, kinds: list[str]) -> None:
    reaches = indexed(text).exit.get("x", ())
    assert sorted(r.definition.kind for r in reaches) == sorted(map(Kind, kinds))


def test_an_attribute_is_stored_through_any_receiver() -> None:
    scope = indexed(
        "a.x = 1\nb().x = 2\na.c.x += 3\nsetattr(a, 'x', 4)\na.add_module('x', 5)\na.x[0] = 6\na.x.append(7)"
    )
    assert [d.kind for d in scope.stores["x"]] == [
        "assign",
        "assign",
        "augment",
        "assign",
        "assign",
        "mutate",
        "mutate",
    ]


def test_the_globals_at_a_call_are_those_of_that_moment() -> None:
    scope = indexed("x = 1\nf()\nx = 2\nf()\nif a:\n    x = 3\n    g(h())")
    lines = [[r.definition.node.lineno for r in state["x"]] for state in scope.at_call.values()]  # type: ignore[attr-defined]
    assert lines == [[1], [3], [6], [6]]
