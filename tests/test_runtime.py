"""`watch` on real torch: what it finds, how it tells, and that the program is left as it was."""

from __future__ import annotations

import gc
import threading
import warnings
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.functional import cross_entropy as early

from losslint.runtime import LossError, LossWarning, watch
from losslint.runtime.observe.entrances import entrances

HERE = "tests/test_runtime.py"
TARGET = torch.arange(8) % 3


def scores() -> Tensor:
    output: Tensor = nn.Linear(4, 3)(torch.randn(8, 4))
    return output


def line_of(text: str, path: str = __file__) -> int:
    """The line of this file that holds the text."""
    return next(
        n for n, line in enumerate(Path(path).read_text().splitlines(), 1) if text in line and "line_of" not in line
    )


def codes(seen: watch) -> set[str]:
    return {finding.code for finding in seen.findings}


# What is found


def test_the_finding_has_the_lines_of_the_loss_and_of_the_activation() -> None:
    with watch(on_finding="collect") as seen:
        probabilities = scores().softmax(1)  # the activation stands here
        nn.CrossEntropyLoss()(probabilities, TARGET)  # the loss stands here
    [finding] = seen.findings
    assert (finding.code, finding.pair and finding.pair.output) == ("LL101", "softmax")
    assert finding.place.path.endswith(HERE)
    assert finding.place.line == line_of("# the loss stands here")
    assert finding.place.column == 9
    assert [step.place.line for step in finding.trail][:1] == [line_of("# the activation stands here")]


@pytest.mark.parametrize("loss", [F.cross_entropy, early, nn.CrossEntropyLoss(), torch.nn.functional.cross_entropy])
def test_a_loss_is_met_however_it_is_called(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    with watch(on_finding="collect") as seen:
        loss(scores().sigmoid(), TARGET)
    assert codes(seen) == {"LL106"}


def test_a_loss_of_the_users_own_is_followed_to_the_loss_that_it_calls() -> None:
    def smoothed(output: Tensor) -> Tensor:
        return F.cross_entropy(output, TARGET) + 0.1 * output.mean()  # inside the user's own loss

    with watch(on_finding="collect") as seen:
        smoothed(scores().softmax(-1))  # the outer call
    [finding] = seen.findings
    assert finding.place.line == line_of("# inside the user's own loss")
    assert line_of("# the outer call") in [step.place.line for step in finding.trail]


def test_nothing_is_said_of_a_right_pair() -> None:
    with watch(on_finding="collect") as seen:
        for _ in range(5):
            nn.CrossEntropyLoss()(scores(), TARGET).backward()
            nn.BCELoss()(scores().sigmoid(), torch.rand(8, 3)).backward()
            F.nll_loss(scores().log_softmax(1), TARGET).backward()
    assert {finding.severity for finding in seen.findings} <= {"advice"}
    assert [row.verdict for row in seen.pairs] == ["match"] * 3


def test_without_a_gradient_the_form_is_followed_all_the_same() -> None:
    layer = nn.Linear(4, 3)
    with watch(on_finding="collect") as seen, torch.no_grad():
        F.cross_entropy(layer(torch.randn(8, 4)).softmax(1), TARGET)
    assert codes(seen) == {"LL101"}


def test_values_in_the_unit_interval_are_no_proof_of_anything() -> None:
    with watch(on_finding="collect") as seen:
        for _ in range(4):
            F.cross_entropy(torch.rand(8, 3, requires_grad=True), TARGET)
    assert codes(seen) == set()
    assert [row.output for row in seen.pairs] == ["input-data"]


def test_a_form_that_the_values_contradict_is_given_up() -> None:
    with watch(on_finding="collect") as seen:
        probabilities = scores().softmax(1)
        probabilities.data.mul_(7.0)
        F.cross_entropy(probabilities, TARGET)
    assert codes(seen) == set()
    assert [row.unknown_because for row in seen.pairs] == ["the values contradict the form"]


def test_a_loss_that_raises_is_judged_all_the_same() -> None:
    with watch(on_finding="collect") as seen, pytest.raises(RuntimeError, match="between 0 and 1"):
        nn.BCELoss()(scores() + 100.0, torch.rand(8, 3))
    assert codes(seen) == {"LL103"}


# How it is told


def test_it_warns_once_at_the_users_own_line() -> None:
    with warnings.catch_warnings(record=True) as told, watch():
        warnings.simplefilter("always")
        for _ in range(5):
            F.cross_entropy(scores().softmax(1), TARGET)  # warned of here
    [warning] = told
    assert warning.category is LossWarning
    assert warning.filename.endswith(HERE)
    assert warning.lineno == line_of("# warned of here")


def test_it_raises_at_the_call_once_three_agree() -> None:
    made = 0
    with pytest.raises(LossError, match="LL101") as error, watch(on_finding="raise"):
        for _ in range(5):
            made += 1
            F.cross_entropy(scores().softmax(1), TARGET)
    assert made == 3
    assert error.value.diagnostic.code == "LL101"


def test_it_raises_at_the_end_of_a_short_block() -> None:
    with pytest.raises(LossError, match="LL101"), watch(on_finding="raise"):
        F.cross_entropy(scores().softmax(1), TARGET)


def test_advice_is_listed_and_not_told() -> None:
    with watch(on_finding="raise") as seen:
        F.cross_entropy(scores().log_softmax(1), TARGET)
    assert codes(seen) == {"LL108"}


def test_as_a_decorator_each_call_is_watched() -> None:
    @watch(on_finding="raise")
    def train(output: Tensor) -> float:
        """Trains."""
        return float(F.cross_entropy(output, TARGET))

    assert train.__doc__ == "Trains."
    assert train(scores()) > 0.0
    with pytest.raises(LossError):
        train(scores().softmax(1))


def test_steps_bounds_how_many_calls_are_looked_at() -> None:
    with watch(on_finding="collect", steps=2) as seen:
        for _ in range(5):
            F.cross_entropy(scores(), TARGET)
    assert [len(site.samples) for site in seen.trajectory.sites] == [2]


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"on_finding": "shout"}])
def test_a_wrong_option_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        watch(**wrong)  # type: ignore[arg-type]


# Gradients that are there and are zero


@pytest.mark.parametrize(
    ("cut", "scale", "told"),
    [
        (True, 0.0, {"LL705"}),
        (False, 0.0, set()),  # the loss reaches what the term only keeps in the graph
        (True, 1e-3, set()),  # weight decay by hand
    ],
)
def test_a_product_with_zero_does_not_hide_a_loss_that_is_cut(cut: bool, scale: float, told: set[str]) -> None:
    net = nn.Linear(4, 3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    with watch(on_finding="collect", steps=6) as seen:
        for _ in range(6):
            output = net(torch.randn(8, 4))
            loss = F.cross_entropy(output.detach() if cut else output, TARGET)
            optimizer.zero_grad()
            (loss + scale * sum(p.sum() for p in net.parameters())).backward()
            optimizer.step()
    assert codes(seen) == told


def test_a_step_of_zero_behind_a_loss_of_zero_is_no_finding() -> None:
    """Everything is learnt: a hinge is satisfied."""
    net = nn.Linear(4, 1)
    nn.init.constant_(net.bias, 50.0)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    with watch(on_finding="collect", steps=6) as seen:
        for _ in range(6):
            loss = F.hinge_embedding_loss(net(torch.rand(8, 4)), -torch.ones(8, 1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert "LL705" not in codes(seen)


# The program is left as it was


def untouched() -> bool:
    from torch._C import _len_torch_function_stack
    from torch.optim import optimizer

    doors = any(entrance.function.__code__ is not entrance.original for entrance in entrances()._all)
    return not doors and _len_torch_function_stack() == 0 and not optimizer._global_optimizer_post_hooks


def test_everything_is_as_before_afterwards_and_after_an_exception() -> None:
    compile_ = torch.compile
    with watch(on_finding="collect"):
        assert not untouched()
        F.cross_entropy(scores(), TARGET)
    assert untouched()
    with pytest.raises(ZeroDivisionError), watch(on_finding="collect"):
        F.cross_entropy(scores(), TARGET)
        raise ZeroDivisionError
    assert untouched()
    assert torch.compile is compile_


def test_watches_may_be_nested_and_entered_again() -> None:
    with watch(on_finding="collect") as outer:
        F.cross_entropy(scores().softmax(1), TARGET)
        with watch(on_finding="collect") as inner:
            F.cross_entropy(scores().sigmoid(), TARGET)
        F.cross_entropy(scores().tanh(), TARGET)
    assert codes(inner) == {"LL106"}
    assert codes(outer) == {"LL101", "LL106", "LL107"}
    with inner:
        F.cross_entropy(scores().tanh(), TARGET)
    assert codes(inner) == {"LL106", "LL107"}
    assert untouched()


def test_nothing_is_kept_alive() -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with watch(on_finding="collect") as seen:
        for _ in range(4):
            output = model(torch.randn(8, 4))
            F.cross_entropy(output, TARGET).backward()
            optimizer.step()
        gone = [weakref.ref(model), weakref.ref(output), weakref.ref(optimizer)]
        del model, output, optimizer
        gc.collect()
        assert [reference() for reference in gone] == [None] * 3
    assert codes(seen) == {"LL101"}


def test_losses_in_other_threads_are_met() -> None:
    def train() -> None:
        for _ in range(3):
            F.cross_entropy(scores().softmax(1), TARGET).backward()

    with watch(on_finding="collect") as seen:
        threads = [threading.Thread(target=train) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes(seen) == {"LL101"}
    assert not seen.internal
    assert untouched()
