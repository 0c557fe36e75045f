"""Live checks with the real frameworks, where they are installed; the helper for tests; the sinks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from losslint.runtime import LossError, assert_loss_fits, watch
from losslint.runtime.sinks import write_json_lines, write_scalars

FEATURES, LABELS = torch.randn(32, 4), torch.arange(32) % 3


def codes(seen: watch) -> set[str]:
    assert not seen.internal
    return {finding.code for finding in seen.findings}


def test_lightning(tmp_path: Path) -> None:
    lightning = pytest.importorskip("lightning.pytorch")
    from losslint.runtime.callbacks import LightningCallback

    class Classifier(lightning.LightningModule):  # type: ignore[misc, name-defined, unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 3)

        def training_step(self, batch: Any, index: int) -> Tensor:
            return F.cross_entropy(self.layer(batch[0]).softmax(1), batch[1])  # in the training step

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    callback = LightningCallback(on_finding="collect")
    options = {
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
    }
    trainer = lightning.Trainer(
        max_epochs=1, accelerator="cpu", default_root_dir=tmp_path, callbacks=[callback], **options
    )
    trainer.fit(Classifier(), DataLoader(TensorDataset(FEATURES, LABELS), batch_size=4))
    assert codes(callback.watch) == {"LL101"}
    [finding] = callback.watch.findings
    assert finding.place.path.endswith("test_runtime_frameworks.py")


def test_transformers(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from losslint.runtime.callbacks import TransformersCallback

    class Classifier(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 3)

        def forward(self, features: Tensor, labels: Tensor) -> dict[str, Tensor]:
            return {"loss": F.cross_entropy(self.layer(features).sigmoid(), labels)}

    callback = TransformersCallback(on_finding="collect")
    settings = transformers.TrainingArguments(
        output_dir=str(tmp_path), max_steps=5, report_to=[], use_cpu=True, save_strategy="no", disable_tqdm=True
    )
    rows = [{"features": feature, "labels": label} for feature, label in zip(FEATURES, LABELS, strict=True)]
    transformers.Trainer(Classifier(), settings, train_dataset=rows, callbacks=[callback]).train()
    assert codes(callback.watch) == {"LL106"}


def test_accelerate() -> None:
    accelerate = pytest.importorskip("accelerate")
    model = nn.Linear(4, 3)
    accelerator = accelerate.Accelerator(cpu=True)
    prepared = accelerator.prepare(
        model, torch.optim.SGD(model.parameters(), lr=0.1), DataLoader(TensorDataset(FEATURES, LABELS), batch_size=8)
    )
    net, optimizer, loader = prepared
    with watch(on_finding="collect") as seen:
        for features, labels in loader:
            loss = F.cross_entropy(net(features).tanh(), labels)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
    assert codes(seen) == {"LL107"}


# In tests of the user's own


def test_a_loss_that_fits_passes() -> None:
    model = nn.Linear(4, 3)
    assert_loss_fits(model, nn.CrossEntropyLoss(), (FEATURES, LABELS))
    assert_loss_fits(lambda *, x: model(x), F.cross_entropy, ({"x": FEATURES}, LABELS))
    assert_loss_fits(lambda x, y: model(x) + model(y), F.cross_entropy, ((FEATURES, FEATURES), LABELS))
    assert model.weight.grad is None


@pytest.mark.parametrize(
    ("model", "loss", "said"),
    [
        (nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)), nn.CrossEntropyLoss(), "LL101"),
        (nn.Linear(4, 3), nn.NLLLoss(), "LL104"),
        (nn.Sequential(nn.Linear(4, 1)), nn.CrossEntropyLoss(), "LL111"),
    ],
)
def test_a_loss_that_does_not_fit_fails(model: nn.Module, loss: nn.Module, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        assert_loss_fits(model, loss, (FEATURES, LABELS % 1 if said == "LL111" else LABELS))


def test_what_checks_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was checked"):
        assert_loss_fits(nn.Linear(4, 3), lambda output, target: output.sum(), (FEATURES, LABELS))
    with pytest.raises(ZeroDivisionError):
        assert_loss_fits(nn.Linear(4, 3), lambda output, target: 1 / 0, (FEATURES, LABELS))


# Sinks


def watched() -> watch:
    with watch(on_finding="collect") as seen:
        for _ in range(3):
            F.cross_entropy(nn.Linear(4, 3)(FEATURES), LABELS).backward()
    return seen


def test_json_lines(tmp_path: Path) -> None:
    write_json_lines(watched().trajectory, tmp_path / "run.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert [line["call"] for line in lines] == [0, 1, 2]
    assert {line["loss"] for line in lines} == {"torch.nn.functional.cross_entropy"}
    assert all(line["gradient"] > 0.0 for line in lines)


def test_tensorboard(tmp_path: Path) -> None:
    tensorboard = pytest.importorskip("torch.utils.tensorboard")
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        write_scalars(watched().trajectory, writer)
    events = accumulator.EventAccumulator(str(tmp_path))
    events.Reload()
    tags = events.Tags()["scalars"]
    assert {tag.rpartition("/")[2] for tag in tags} == {"value", "gradient"}
    assert [event.step for event in events.Scalars(tags[0])] == [0, 1, 2]


def test_an_error_in_the_loop_is_the_programs_own() -> None:
    with pytest.raises(KeyError), watch(on_finding="raise"):
        F.cross_entropy(nn.Linear(4, 3)(FEATURES).softmax(1), LABELS)
        raise KeyError
    with pytest.raises(LossError), watch(on_finding="raise"):
        F.cross_entropy(nn.Linear(4, 3)(FEATURES).softmax(1), LABELS)
