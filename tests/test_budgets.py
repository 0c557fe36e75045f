"""Budgets: what was asked when one ran out is asked again for the next loss call, and what needs no answer stays known."""

from __future__ import annotations

import ast
from itertools import count
from pathlib import Path

import pytest

from losslint.analysis import bounds, callers
from losslint.analysis.aside import aside
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.sites import loss_sites
from losslint.analysis.things import Const, Value, const, just, union
from losslint.forms import FormName
from losslint.knowledge import Knowledge
from losslint.runner import analyse
from losslint.source.project import Project

ANSWER = just(const("answered"))


def test_what_was_only_begun_when_the_budget_ran_out_is_asked_again(tmp_path: Path) -> None:
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    number = count()

    def takes(steps: int) -> Value:
        for _ in range(steps):
            ev.ask(("step", next(number)), lambda: ANSWER)
        return ANSWER

    def long_one() -> Value:
        takes(bounds.STEPS - 10)
        return ev.ask_once("begun at the end", lambda: takes(100))

    ev.root()
    ev.ask_once("long", long_one)
    assert ev.ran_out
    ev.root()
    assert ev.ask_once("begun at the end", lambda: takes(100)) == ANSWER
    assert ev.ask_once("long", long_one) == ()  # it would use up this budget too
    assert ev.steps < bounds.STEPS


FILLED = """
import torch

memory, known = [], []
while True:
    memory.append(torch.rand(4))
    if len(memory) > 8:
        break
for i in range(3):
    known.append(i)
len(known)
"""


def test_the_length_of_what_a_loop_fills_is_no_question_of_what_it_is_filled_with(tmp_path: Path) -> None:
    (tmp_path / "filled.py").write_text(FILLED, encoding="utf-8")
    project = Project.open([tmp_path], cwd=tmp_path)
    ev = Evaluator(project, Knowledge.load())
    tree = project.files[0].tree
    frame = ev.module_frame(project.files[0])
    assert tree is not None
    assert frame is not None
    calls = {ast.unparse(node): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    [(number, _)] = ev.value(calls["len(memory)"], frame)
    assert not isinstance(number, Const)
    assert not any(isinstance(key, tuple) and key[0] is calls["torch.rand(4)"] for key in ev.memo)
    assert ev.value(calls["len(known)"], frame) == just(const(3))


OWN_LOSS = """
import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()

    def step(self, x, y):
        return self.criterion(torch.softmax(self.model(x), dim=1), y)


class Grader:
    def __init__(self, model, criterion):
        self.model, self.criterion = model, criterion

    def step(self, x, y):
        return self.criterion(self.model(x), y)


class Teacher:
    def __init__(self, model, criterion):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()

    @property
    def loss(self):
        return self.criterion

    def step(self, x, y):
        return self.loss(self.model(x), y)


def part(number):
    return number


{parts}
KINDS = [Trainer, Grader, Teacher]
maker = KINDS[{index}]
maker(nn.Linear(4, 3), nn.CrossEntropyLoss()).step(torch.randn(8, 4), torch.randint(0, 3, (8,)))
"""


def test_a_loss_of_its_own_is_one_whoever_makes_the_object(tmp_path: Path) -> None:
    """Who makes the objects is not found in time: what one is handed stays unknown, what a class makes for itself does not."""
    lists = [f"parts{n} = [{', '.join(f'part({i})' for i in range(200))}]" for n in range(8)]
    index = " + ".join(f"len(parts{n})" for n in range(8)) + " - 1600"
    (tmp_path / "train.py").write_text(OWN_LOSS.format(parts="\n".join(lists), index=index), encoding="utf-8")
    found = [(row.place.line, row.output, row.codes) for row in analyse([tmp_path], cwd=tmp_path).pairs]
    assert found == [(12, "softmax", ("LL101",)), (33, "unknown", ())]


def functions_in_a_table() -> str:
    """Classes and functions that stand in one table, handed on by its keys: each name may stand for very much."""
    layers = ("encoder", "decoder", "embedding", "norm", "dropout", "head")
    lines = ["import torch", "from torch import nn", ""]
    for number in range(6):
        lines += [f"class Net{number}(nn.Module):", f"    def __init__(self, {', '.join(layers)}, model=None):"]
        lines += ["        super().__init__()", *(f"        self.{n} = nn.Linear({n}, {n})" for n in layers)]
        lines += ["    def forward(self, x):", *(f"        x = self.{n}(x)" for n in layers), "        return x"]
        lines += [f"def train{number}(model, data, loss_fn, score):", "    model = model.to('cpu')"]
        lines += ["    loss = loss_fn(model(data), data)", "    score(model, data)", "    return model.to('cpu'), loss"]
        lines += [f"def score{number}(model, data):", "    return model.to('cpu')(data)"]
    lines += ["TABLE = {"]
    for number in range(6):
        lines += [f"'{number}': {{'model': Net{number}, 'train': train{number}, 'score': score{number}}},"]
    lines += ["}", "def run(kind, model, train, score, loss_fn, sizes):"]
    lines += ["    return train(model(**sizes), torch.rand(2, 4), loss_fn, score)"]
    lines += [
        "for kind in TABLE:",
        "    row = TABLE[kind]",
        f"    sizes = {{{', '.join(f'{n!r}: 4' for n in layers)}}}",
    ]
    lines += ["    run(kind, row['model'], row['train'], row['score'], nn.MSELoss(), sizes)"]
    return "\n".join(lines)


def test_the_layers_of_a_class_are_not_what_a_table_hands_on(tmp_path: Path) -> None:
    """`self.encoder(x)` calls what the class itself makes: not each class and function whose table has a key of that name."""
    (tmp_path / "train.py").write_text(functions_in_a_table(), encoding="utf-8")
    found = [(row.loss, row.output) for row in analyse([tmp_path], cwd=tmp_path).pairs]
    assert found == [("torch.nn.MSELoss", "logits")] * 6


def test_questions_beside_each_other_share_what_the_outermost_may_spend(tmp_path: Path) -> None:
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    asked: list[int] = []

    def deeper(depth: int) -> Value:
        for number in range(bounds.GLANCE_STEPS):
            ev.ask((depth, number, len(asked)), lambda: ANSWER)
            asked.append(number)
            if depth and ev.steps <= ev.budget:
                aside(ev, bounds.GLANCE_STEPS, lambda: deeper(depth - 1))
        return ANSWER

    ev.root()
    aside(ev, bounds.GLANCE_STEPS, lambda: deeper(6))
    assert len(asked) <= 8 * bounds.GLANCE_STEPS  # and not to the power of the depth
    assert ev.steps == 0, "the way itself has spent nothing"
    assert ev.ask("on the way", lambda: ANSWER) == ANSWER
    assert not ev.is_spent()


def test_where_the_budget_is_spent_callers_are_looked_for_no_longer(tmp_path: Path) -> None:
    calls = "\n".join(f"def caller{n}(x):\n    return helper(x)\n" for n in range(8))
    (tmp_path / "code.py").write_text(f"def helper(x):\n    return x\n\n{calls}", encoding="utf-8")
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    owner = next(o for o in ev.graph.owners.values() if getattr(o.node, "name", "") == "helper")
    frame = ev.joined_frame(owner)
    assert frame is not None
    ev.root(3)
    assert len(callers.of(ev, frame).sites) < 8
    ev.root()
    assert len(callers.of(ev, frame).sites) == 8, "what was cut short is asked again"


HANDED_ON = """
import torch
from torch import nn


class Smooth(nn.Module):
    def forward(self, x, y):
        return nn.functional.cross_entropy(x, y)


class Trainer:
    def __init__(self, model, criterion):
        self.model, self.criterion = model, criterion

    def step(self, x, y):
        return self.criterion(self.model(x), y)


for criterion in [Smooth(), nn.CrossEntropyLoss()]:
    Trainer(nn.Linear(4, 3), criterion).step(torch.randn(8, 4), torch.randint(0, 3, (8,)))
"""


@pytest.mark.parametrize("bound", ["CALLEE_STEPS", "GLANCE_STEPS", "OPERATION_STEPS", "STEPS"])
def test_wherever_a_budget_ends_it_is_no_error(tmp_path: Path, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also between what is called and whether that is a loss, which is another question."""
    monkeypatch.setattr(bounds, "REFUSALS", 1.0)
    (tmp_path / "train.py").write_text(HANDED_ON, encoding="utf-8")
    outputs = set()
    for steps in range(1, 40):
        monkeypatch.setattr(bounds, bound, steps)
        report = analyse([tmp_path], cwd=tmp_path)
        assert report.internal == ()
        outputs |= {row.output for row in report.pairs}
    assert "logits" in outputs


LOOPS = """
import torch
from torch import nn


class Flat(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


def train(loader, epochs, x):
    flat, criterion, state = Flat(), nn.CrossEntropyLoss(), nn.Linear(8, 3)(x)
    for epoch in range(epochs):
        for x, y in loader:
            state = flat(state)
            {within}criterion(state, y)
    {behind}criterion(state, y)
"""


@pytest.mark.parametrize("place", ["{within}", "{behind}"])
def test_the_rounds_of_a_loop_that_nothing_tells_apart_are_one_context(tmp_path: Path, place: str) -> None:
    """A call in two nested loops is evaluated once, and not for some earlier round of each, for the last, and for any."""
    source = LOOPS.replace(place, "").replace("{within}", "pass  # ").replace("{behind}", "pass  # ")
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    (site,) = loss_sites(ev)
    assert {call.output.name for call in site.calls} == {FormName.LOGITS}
    assert len([frame for frame in ev.frames.values() if getattr(frame.node, "name", "") == "forward"]) == 1


def test_answers_that_alternate_are_all_there_is(tmp_path: Path) -> None:
    """A question that hangs on itself and comes out otherwise in each turn has both answers."""
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    one, other = just(const(1)), just(const(2))
    ev.root()
    assert set(ev.ask("x", lambda: other if ev.ask("x", tuple) == one else one)) == {*one, *other}


def test_a_cycle_within_another_goes_on_where_it_was(tmp_path: Path) -> None:
    """In the next turn of the outer one it begins with what it came out as, and not with nothing."""
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    turns: list[str] = []

    def inner() -> Value:
        turns.append("inner")
        ev.ask("outer", outer)
        return union(ev.ask("inner", inner), ANSWER)

    def outer() -> Value:
        turns.append("outer")
        return union(ev.ask("inner", inner), just(const("more")))

    ev.root()
    assert set(ev.ask("outer", outer)) == {*ANSWER, *just(const("more"))}
    assert turns == ["outer", "inner", "inner", "outer", "inner"]


MODES = """
import torch
from torch import nn
from elsewhere import Net

net, criterion = Net().cuda(), nn.CrossEntropyLoss()
for epoch in range(30):
    net = net.train()
    criterion(net(torch.rand(2, 3)), torch.tensor([0, 1])).backward()
    net = net.eval()
    print(criterion(net(torch.rand(2, 3)), torch.tensor([0, 1])))
"""


def test_an_unknown_network_stays_the_same_whatever_its_mode(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(MODES, encoding="utf-8")
    found = [row.unknown_because for row in analyse([tmp_path], cwd=tmp_path).pairs]
    assert found == ["nothing is known of elsewhere.Net (library elsewhere)"] * 2
