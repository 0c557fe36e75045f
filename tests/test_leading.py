"""Which calls are looked at as callers of a function of a module: of a script that nothing imports, those of no object elsewhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from losslint.analysis.evaluator import Evaluator
from losslint.analysis.leading import candidates_for
from losslint.knowledge import Knowledge
from losslint.source.project import Project

SCRIPT = """
def train(x):
    return x


def run():
    return train(1)


def again(module):
    module.train(2)


run()
"""
OTHER = """
{imports}


def fit(net):
    net.train(3)


fit(helper)
"""


def callers_of_train(folder: Path, script: str, imports: str) -> list[str]:
    (folder / "script.py").write_text(script, encoding="utf-8")
    (folder / "helper.py").write_text("", encoding="utf-8")
    (folder / "other.py").write_text(OTHER.format(imports=imports), encoding="utf-8")
    ev = Evaluator(Project.open([folder], cwd=folder), Knowledge.load())
    (defined,) = ev.graph.defined["train"]
    frame = ev.joined_frame(ev.graph.owners[defined.node])
    assert frame is not None
    return sorted(ast.unparse(called.call) for called in candidates_for(ev, frame)[0])


@pytest.mark.parametrize(
    "imports", ["import helper", "import helper\nfrom elsewhere import script", "import helper.script"]
)
def test_a_script_is_no_object_elsewhere(tmp_path: Path, imports: str) -> None:
    assert callers_of_train(tmp_path, SCRIPT, imports) == ["train(1)"]


@pytest.mark.parametrize("imports", ["import script as helper", "import helper, script"])
def test_a_module_that_is_imported_may_be_one(tmp_path: Path, imports: str) -> None:
    assert "net.train(3)" in callers_of_train(tmp_path, SCRIPT, imports)


def test_a_module_that_leaves_its_function_to_others_may_be_one(tmp_path: Path) -> None:
    """Somebody calls it, if not by an import that is seen; but only who may import it at all."""
    leaving = SCRIPT.replace("train(1)", "1")
    assert "net.train(3)" in callers_of_train(tmp_path, leaving, "helper = __import__(name)")
    assert "net.train(3)" not in callers_of_train(tmp_path, leaving, "import helper")


def test_calls_of_another_program_lead_nowhere(tmp_path: Path) -> None:
    """Both programs import a helper, and neither the other's function of the name."""
    files = {
        "helper.py": "",
        "first.py": "import helper\n\n\ndef fit(net):\n    return net\n",
        "second.py": "import helper\n\n\ndef fit(net):\n    return net\n",
        "one.py": "import first\n\nfirst.fit(1)\n",
        "two.py": "import second\n\nsecond.fit(2)\n",
        "both.py": "import first, second\n\nsecond.fit(3)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ev = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load())
    of_first = next(d for d in ev.graph.defined["fit"] if d.owner.file.display == "first.py")
    frame = ev.joined_frame(ev.graph.owners[of_first.node])
    assert frame is not None
    called = {ast.unparse(called.call) for called in candidates_for(ev, frame)[0]}
    assert called == {"first.fit(1)", "second.fit(3)"}


NET = """
from torch import nn


class Net(nn.Module):
    pass
"""
CLIENT = """
import models


def made(name, data):
    chosen = getattr(models, name)
    return chosen(data)
"""


def test_what_is_looked_up_in_a_module_is_not_what_another_file_defines_under_the_name(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    for path in ("models/__init__.py", "models/net.py", "script.py"):
        (tmp_path / path).write_text(NET if path != "models/__init__.py" else "from models.net import Net", "utf-8")
    (tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    graph = Evaluator(Project.open([tmp_path], cwd=tmp_path), Knowledge.load()).graph
    of_file = {defined.owner.file.display: defined.owner.file for defined in graph.defined["Net"]}
    names = {display: graph.aliases({"Net", ".Net"}, file) for display, file in of_file.items()}
    chosen = {display: [name for name in known if name.startswith("chosen@")] for display, known in names.items()}
    assert len(chosen["models/net.py"]) == 1
    assert chosen["script.py"] == []
    assert names["models/net.py"] == graph.aliases({"Net", ".Net"})


METHODS = """
import torch


class Part(torch.nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        return x

    def fused(self, x):
        return x


class Whole(torch.nn.Module):
    def __init__(self):
        super(Whole, self).__init__()
        self.part = Part()

    def forward(self, x):
        return self.part.forward(x)

    def check(self, x):
        return self.forward(x)

    def fuse(self):
        for each in self.modules():
            each.forward = each.fused


class Loss(torch.nn.Module):
    def forward(self, x):
        return x


class Above(Whole):
    def __init__(self):
        super().__init__()


class Metric:
    def __call__(self, x):
        return x


def run(loss, x):
    return Metric()(loss.forward(Whole()(x)))


run(Loss(), 1)
"""


@pytest.mark.parametrize(
    ("cls", "method", "expected"),
    [
        ("Loss", "forward", ["loss.forward(Whole()(x))"]),  # neither `self.part` nor the other class's own
        # no `self.forward()` of a class that keeps none; what `loss` is named after is not told apart
        ("Metric", "__call__", ["Metric()(loss.forward(Whole()(x)))", "loss.forward(Whole()(x))"]),
        ("Whole", "__init__", ["Whole()", "super().__init__()"]),  # that of the class above it, not its own
    ],
)
def test_a_method_is_called_on_what_may_be_its_object(
    tmp_path: Path, cls: str, method: str, expected: list[str]
) -> None:
    assert calls_of(tmp_path, METHODS, cls, method) == expected


KEPT = """
class Kept:
    def __call__(self, x):
        return x


class Keeper:
    def check(self, x):
        self.forward = Kept()
        return self.forward(x)
"""


def test_an_object_that_is_kept_as_a_method_is_called_as_one(tmp_path: Path) -> None:
    assert calls_of(tmp_path, KEPT, "Kept", "__call__") == ["self.forward(x)"]


def calls_of(folder: Path, text: str, cls: str, method: str) -> list[str]:
    (folder / "net.py").write_text(text, encoding="utf-8")
    ev = Evaluator(Project.open([folder], cwd=folder), Knowledge.load())
    owners = (ev.graph.owners[d.node] for d in ev.graph.defined[method])
    (owner,) = (o for o in owners if o.parent is not None and getattr(o.parent.node, "name", "") == cls)
    frame = ev.joined_frame(owner)
    assert frame is not None
    return sorted(ast.unparse(called.call) for called in candidates_for(ev, frame)[0])
