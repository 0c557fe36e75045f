"""A loss that is handed to a trainer: found at the call that hands it over, whatever the trainer's library; one more trainer is
one stub line, a user's own as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from losslint.config import EVERYTHING, Config
from losslint.knowledge import Knowledge
from losslint.runner import analyse

HEADER = """
from torch import nn
import poutyne, skorch, torchbearer
from catalyst import dl
from fastai.learner import Learner
from fastai.losses import BCELossFlat, CrossEntropyLossFlat
from fastai.tabular.learner import tabular_learner
from fastai.text.learner import text_classifier_learner
from fastai.vision.learner import cnn_learner, create_vision_model, unet_learner, vision_learner
from ignite.engine import create_supervised_trainer, supervised_training_step

class Net(nn.Module):
    def __init__(self, soft=True, units=3):
        super().__init__()
        self.layer = nn.Linear(4, units)
        self.soft = soft

    def forward(self, x):
        scores = self.layer(x)
        return scores.softmax(1) if self.soft else scores

class Own(nn.CrossEntropyLoss):
    pass

runner = dl.SupervisedRunner(input_key="x", output_key="scores", target_key="y")
soft, plain, ce = Net(), Net(soft=False), nn.CrossEntropyLoss()
"""
HANDED = {
    "create_supervised_trainer(soft, None, ce)": ("softmax", "LL101"),
    "create_supervised_trainer(plain, None, ce)": ("logits", ""),
    "create_supervised_trainer(plain, None, loss_fn=nn.functional.nll_loss)": ("logits", "LL104"),
    "create_supervised_trainer(soft, None, Own())": ("softmax", "LL101"),
    "create_supervised_trainer(nn.DataParallel(soft), None, ce)": ("softmax", "LL101"),
    "supervised_training_step(soft, None, ce)": ("softmax", "LL101"),
    "skorch.NeuralNetClassifier(Net)": ("softmax", ""),
    "skorch.NeuralNetClassifier(Net, module__soft=False)": ("logits", "LL103"),
    "skorch.NeuralNetClassifier(plain, criterion=ce)": ("logits", ""),
    "skorch.NeuralNetClassifier(Net, criterion=nn.CrossEntropyLoss)": ("softmax", "LL101"),
    "skorch.NeuralNetClassifier(Net, criterion=Own)": ("softmax", "LL101"),
    "skorch.NeuralNet(Net, criterion=nn.NLLLoss)": ("softmax", "LL104"),
    "skorch.NeuralNetBinaryClassifier(plain)": ("logits", ""),
    "skorch.NeuralNetBinaryClassifier(nn.Sequential(plain, nn.Sigmoid()))": ("sigmoid", "LL102"),
    "runner.train(loaders=None, model=soft, criterion=ce)": ("softmax", "LL101"),
    "runner.train(loaders=None, model=plain, criterion=ce)": ("logits", ""),
    "dl.SupervisedRunner().train(model=plain, criterion=nn.NLLLoss(), loaders=None)": ("logits", "LL104"),
    "Learner(None, soft, loss_func=ce)": ("softmax", "LL101"),
    "Learner(None, soft, ce)": ("softmax", "LL101"),
    "poutyne.Model(soft, None, ce)": ("softmax", "LL101"),
    "Learner(None, create_vision_model(None, 3), loss_func=BCELossFlat())": ("logits", "LL103"),
    "vision_learner(None, None, loss_func=CrossEntropyLossFlat())": ("logits", ""),
    "vision_learner(None, None, loss_func=nn.BCELoss())": ("logits", "LL103"),
    "vision_learner(None, None, True, 3, True, None, nn.NLLLoss())": ("logits", "LL104"),
    "vision_learner(None, None, custom_head=soft, loss_func=ce)": ("softmax", "LL101"),
    "cnn_learner(None, None, loss_func=nn.NLLLoss())": ("logits", "LL104"),
    "unet_learner(None, None, n_out=1, loss_func=nn.BCELoss())": ("logits", "LL103"),
    "unet_learner(None, None, n_out=2, loss_func=CrossEntropyLossFlat(axis=1))": ("logits", ""),
    "text_classifier_learner(None, None, loss_func=nn.NLLLoss())": ("logits", "LL104"),
    "tabular_learner(None, [200], loss_func=BCELossFlat())": ("logits", "LL103"),
    'poutyne.Experiment(".", soft, loss_function=ce)': ("softmax", "LL101"),
    'poutyne.Model(soft, None, "cross_entropy")': ("softmax", "LL101"),
    'poutyne.Model(soft, None, "CrossEntropyLoss")': ("softmax", "LL101"),
    'poutyne.Model(plain, None, loss_function="nll_loss")': ("logits", "LL104"),
    'poutyne.Experiment(".", soft, task="classif")': ("softmax", "LL101"),
    'poutyne.Experiment(".", plain, task="classif", loss_function="bce")': ("logits", "LL103"),
    'poutyne.ModelBundle.from_network(".", plain, loss_function="nll")': ("logits", "LL104"),
    "torchbearer.Trial(soft, criterion=ce)": ("softmax", "LL101"),
    "torchbearer.Trial(plain, None, ce)": ("logits", ""),
}
NOT_GRADED = [
    "create_supervised_trainer(soft, None, ce, model_transform=len)",
    "create_supervised_trainer(soft, None, print)",
    "Learner(None, soft)",
    'poutyne.Model(soft, None, "a loss of ones own")',
    'poutyne.Experiment(".", soft)',
    'poutyne.Experiment(".", soft, task="reg")',
    "torchbearer.Trial(soft)",
    "runner.train(loaders=None, model=soft, criterion=ce, callbacks=[len])",
    "runner.train(loaders=None, model=soft)",
    "vision_learner(None, None)",
    "vision_learner(None, None, loss_func=nn.BCELoss(), y_range=(0, 1))",
    "vision_learner(None, None, loss_func=nn.BCELoss(), bn_final=True)",
    "unet_learner(None, None, loss_func=nn.BCELoss(), y_range=(0, 1))",
    "tabular_learner(None, loss_func=nn.BCELoss(), config=len)",
]


def rows(folder: Path, program: str, config: Config = EVERYTHING) -> list[tuple[str, str]]:
    """The forms and codes of the loss sites of the program's last line."""
    (folder / "program.py").write_text(HEADER + program + "\n", encoding="utf-8")
    report = analyse([folder], cwd=folder, config=config)
    assert not report.internal
    last = len((HEADER + program).splitlines())
    return [(row.output, ",".join(row.codes)) for row in report.pairs if row.place.line == last]


@pytest.mark.parametrize("call", HANDED)
def test_the_loss_grades_the_model(tmp_path: Path, call: str) -> None:
    assert rows(tmp_path, call) == [HANDED[call]]


@pytest.mark.parametrize("call", NOT_GRADED)
def test_what_is_not_known_to_be_graded_is_no_loss_site(tmp_path: Path, call: str) -> None:
    assert rows(tmp_path, call) == []


def test_a_trainer_of_ones_own_is_one_stub_line(tmp_path: Path) -> None:
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    (stubs / "factory.pyi").write_text("def fit(net: Model, objective: Criterion) -> Nothing: ...\n", "utf-8")
    program = tmp_path / "program"
    program.mkdir()
    config = Config(knowledge=(stubs,))
    assert rows(program, "import factory; factory.fit(soft, ce)", config) == [("softmax", "LL101")]
    assert rows(program, "import factory; factory.fit(soft, ce)") == []


def test_the_trainers_that_are_known() -> None:
    known = {"create_supervised_trainer", "Learner", "NeuralNetClassifier", "NeuralNetRegressor", "Trial", "Experiment"}
    assert known <= Knowledge.load().identifiers.trainers
