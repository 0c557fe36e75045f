"""The curves of `losslint explain --plot`: every formula against torch, and the picture itself."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from losslint.plots.curves import CLASSES, DRAWINGS, NEGATIVE
from losslint.rules.catalogue import load_rules

pytest.importorskip("torch")
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

Loss = Callable[[Tensor], Tensor]
SCORES = (-7.5, -3.0, -0.5, 0.0, 0.75, 2.0, 6.0)


def among_classes(loss: Callable[[Tensor, Tensor], Tensor]) -> Loss:
    """The loss of one sample of class 0 whose score is given; the other classes' are 0."""

    def computed(score: Tensor) -> Tensor:
        scores = torch.cat([score.reshape(1), torch.zeros(CLASSES - 1, dtype=score.dtype)])[None]
        return loss(scores, torch.tensor([0]))

    return computed


def binary(loss: Callable[[Tensor, Tensor], Tensor], label: float) -> Loss:
    return lambda score: loss(score, torch.tensor(label, dtype=score.dtype))


def one_hot(loss: Callable[[Tensor, Tensor], Tensor]) -> Loss:
    return among_classes(lambda scores, target: loss(scores, F.one_hot(target, CLASSES).to(scores.dtype)))


CROSS = among_classes(F.cross_entropy)
WITH_LOGITS = F.binary_cross_entropy_with_logits
TRUTH: dict[str, tuple[Loss, Loss]] = {
    "LL101": (among_classes(lambda s, y: F.cross_entropy(s.softmax(1), y)), CROSS),
    "LL102": (binary(lambda s, y: WITH_LOGITS(s.sigmoid(), y), 0.0), binary(WITH_LOGITS, 0.0)),
    "LL104": (among_classes(lambda s, y: F.nll_loss(s.softmax(1), y)), CROSS),
    "LL105": (one_hot(lambda s, y: WITH_LOGITS(s.softmax(1), y)), one_hot(WITH_LOGITS)),
    "LL106": (among_classes(lambda s, y: F.cross_entropy(s.sigmoid(), y)), CROSS),
    "LL107": (among_classes(lambda s, y: F.cross_entropy(s.tanh(), y)), CROSS),
    "LL110": (among_classes(lambda s, y: F.nll_loss(s.softmax(1).log_softmax(1), y)), CROSS),
    "LL111": (lambda s: F.cross_entropy(s.reshape(1, 1), torch.tensor([0])), binary(WITH_LOGITS, 1.0)),
    "LL116": (binary(lambda s, y: F.mse_loss(s.sigmoid(), y), 1.0), binary(WITH_LOGITS, 1.0)),
    "LL301": (among_classes(lambda s, y: F.nll_loss(s.softmax(1).log(), y)), CROSS),
    "LL302": (binary(lambda s, _: -(1 - s.sigmoid()).log(), 0.0), binary(WITH_LOGITS, 0.0)),
    "LL303": (binary(lambda s, _: -(1 - s.sigmoid()).log(), 0.0), binary(WITH_LOGITS, 0.0)),
    "LL304": (binary(lambda s, y: F.binary_cross_entropy(s.sigmoid(), y), 0.0), binary(WITH_LOGITS, 0.0)),
    "LL307": (among_classes(lambda s, y: F.nll_loss((s.exp() / s.exp().sum(1, keepdim=True)).log(), y)), CROSS),
}


def measured(loss: Loss, score: float, dtype: torch.dtype = torch.float64) -> tuple[float, float]:
    x = torch.tensor(score, dtype=dtype, requires_grad=True)
    value = loss(x)
    (gradient,) = torch.autograd.grad(value.sum(), x)
    return value.item(), gradient.item()


def test_every_drawing_has_a_truth_and_a_page() -> None:
    assert TRUTH.keys() == DRAWINGS.keys() <= load_rules().keys()


@pytest.mark.parametrize("code", DRAWINGS)
def test_the_formulas_are_torch_s(code: str) -> None:
    for curve, loss in zip((DRAWINGS[code].wrong, DRAWINGS[code].right), TRUTH[code], strict=True):
        for score in SCORES:
            value, gradient = measured(loss, score)
            assert curve.loss(score) == pytest.approx(value, rel=1e-4, abs=1e-6), (curve.label, score)
            assert curve.gradient(score) == pytest.approx(gradient, rel=1e-4, abs=1e-6), (curve.label, score)


@pytest.mark.parametrize(
    ("code", "score"), [("LL301", -110.0), ("LL302", 16.64), ("LL302", 20.0), ("LL304", 17.0), ("LL307", 95.0)]
)
def test_what_32_bits_make_of_it(code: str, score: float) -> None:
    value, gradient = measured(TRUTH[code][0], score, torch.float32)
    curve = DRAWINGS[code].wrong
    assert same(curve.loss(score), value)
    assert same(curve.gradient(score), gradient)


def same(stated: float, true: float) -> bool:
    return stated == true or (math.isnan(stated) and math.isnan(true))


@pytest.mark.parametrize("code", DRAWINGS)
def test_a_confident_mistake_a_doubt_and_a_right_answer(code: str) -> None:
    """Through the right pair a confident mistake costs most and a right answer least."""
    what = DRAWINGS[code]
    wrong, hesitant, right = (what.right.loss(score) for score in what.sides)
    assert wrong > hesitant > right
    assert all(what.low <= score <= what.high for score in what.sides)


def test_the_error_signal_of_a_confident_mistake_vanishes() -> None:
    """What the pages of LL101 and LL104 say: the gradient is smallest where it is needed."""
    for code in ("LL101", "LL104", "LL106"):
        what = DRAWINGS[code]
        assert abs(what.wrong.gradient(-6.0)) < 0.02
        assert abs(what.right.gradient(-6.0)) > 0.9
    assert NEGATIVE.gradient(6.0) > 0.99


# The picture


def explain(*words: str, cwd: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-c", f"{code}\nfrom losslint.cli import entry; entry()"]
    return subprocess.run([*start, "explain", *words], cwd=cwd, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("code", DRAWINGS)
def test_an_svg_says_what_it_shows(code: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from losslint.plots.drawing import picture

    rule = load_rules()[code]
    data = picture(rule, DRAWINGS[code], "svg")
    assert data == picture(rule, DRAWINGS[code], "svg"), "the same picture has the same bytes"
    text = " ".join(ET.fromstring(data).itertext())  # noqa: S314  # it was made here
    for said in (
        f"{code} {rule.name}",
        DRAWINGS[code].wrong.label,
        DRAWINGS[code].right.label,
        "hesitant",
        "error signal",
    ):
        assert said in text


def test_the_command_writes_a_picture_beside_the_page(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name, start in (("a.svg", b"<?xml"), ("b.PNG", b"\x89PNG")):
        done = explain("LL101", "--plot", name, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, f"wrote {name}\n")
        assert done.stdout.startswith("# softmax-into-cross-entropy")
        assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("LL101", "--plot", "a.pdf"), "must end in .svg or .png"),
        (("LL901", "--plot", "a.svg"), "LL901 has no curve to draw; these have: LL101"),
        (("LL101", "--plot", "nowhere/a.svg"), "there is no folder"),
    ],
)
def test_what_cannot_be_drawn_is_said(words: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    done = explain(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert [*tmp_path.iterdir()] == []


def test_without_matplotlib_it_says_what_to_install(tmp_path: Path) -> None:
    done = explain("LL101", "--plot", "a.svg", cwd=tmp_path, code="import sys; sys.modules['matplotlib'] = None")
    assert done.returncode == 2
    assert 'python -m pip install "ml-losslint[plot]"' in " ".join(done.stderr.split())
    assert [*tmp_path.iterdir()] == []
