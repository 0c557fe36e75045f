"""Live checks under everything that torch does around a loss: what is found stays right, and the program is not disturbed."""

from __future__ import annotations

import copy
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.optimizer import _global_optimizer_post_hooks
from torch.overrides import TorchFunctionMode
from torch.utils.checkpoint import checkpoint

import losslint
from losslint.runtime import watch
from losslint.runtime.observe import hub as hub_module
from losslint.runtime.observe import phases as phases_module
from losslint.runtime.observe.hub import hub

OWN = str(Path(losslint.__file__).parent)
TARGET = torch.arange(8) % 3


class Net(nn.Module):
    """A classifier that hands out scores, or a softmax of them."""

    def __init__(self, *, softmax: bool) -> None:
        super().__init__()
        self.hidden, self.head, self.softmax = nn.Linear(4, 8), nn.Linear(8, 3), softmax

    def forward(self, features: Tensor) -> Tensor:
        scores: Tensor = self.head(self.hidden(features).relu())
        return scores.softmax(1) if self.softmax else scores


def batch() -> Tensor:
    return torch.randn(8, 4)


def codes(seen: watch) -> set[str]:
    assert not seen.internal
    return {finding.code for finding in seen.findings}


def plain(model: nn.Module, steps: int = 5) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(model(batch()), TARGET).backward()
        optimizer.step()


def under_autocast(model: nn.Module) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for _ in range(4):
            F.cross_entropy(model(batch()), TARGET).backward()


def with_a_scaler(model: nn.Module) -> None:
    optimizer, scaler = torch.optim.SGD(model.parameters(), lr=0.1), torch.amp.GradScaler("cpu")
    for _ in range(4):
        scaler.scale(F.cross_entropy(model(batch()), TARGET)).backward()
        scaler.step(optimizer)
        scaler.update()


def in_replicas(model: nn.Module) -> None:
    replicas = [copy.deepcopy(model) for _ in range(2)]
    outputs: list[Tensor] = []
    for _ in range(3):
        threads = [threading.Thread(target=lambda each=each: outputs.append(each(batch()[:4]))) for each in replicas]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        F.cross_entropy(torch.cat(outputs), TARGET).backward()
        outputs.clear()


def checkpointed(model: nn.Module) -> None:
    for _ in range(3):
        F.cross_entropy(checkpoint(model, batch(), use_reentrant=False), TARGET).backward()


def checkpointed_by_reentrance(model: nn.Module) -> None:
    for _ in range(3):
        F.cross_entropy(checkpoint(model, batch().requires_grad_(), use_reentrant=True), TARGET).backward()


def with_closures(model: nn.Module) -> None:
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=3)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(batch()), TARGET)
        loss.backward()
        return loss

    for _ in range(2):
        optimizer.step(closure)


def functionally(model: nn.Module) -> None:
    parameters: dict[str, Tensor] = dict(model.named_parameters())

    def loss(values: dict[str, Tensor]) -> Tensor:
        return F.cross_entropy(torch.func.functional_call(model, values, (batch(),)), TARGET)

    for _ in range(3):
        torch.func.grad(loss)(parameters)
        loss(parameters).backward()


def with_a_mode_of_the_users(model: nn.Module) -> None:
    class Mine(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func(*args, **(kwargs or {}))

    for _ in range(3):
        with Mine():
            output = model(batch())
            loss = F.cross_entropy(output, TARGET)
        loss.backward()
    torch.set_default_device("cpu")
    F.cross_entropy(model(batch()), TARGET).backward()
    torch.set_default_device(None)


def with_hooks_and_retained_graphs(model: nn.Module) -> None:
    model.register_forward_hook(lambda module, args, output: output * 1.0 if not model.softmax else None)
    for _ in range(3):
        loss = F.cross_entropy(model(batch()), TARGET)
        loss.backward(retain_graph=True)
        loss.backward()


WAYS: list[Callable[[nn.Module], None]] = [
    plain,
    under_autocast,
    with_a_scaler,
    in_replicas,
    checkpointed,
    checkpointed_by_reentrance,
    with_closures,
    functionally,
    with_a_mode_of_the_users,
    with_hooks_and_retained_graphs,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_finding_is_the_same_however_a_model_is_trained(way: Callable[[nn.Module], None]) -> None:
    with watch(on_finding="collect") as seen:
        way(Net(softmax=True))
    assert codes(seen) == {"LL101"}
    with watch(on_finding="collect") as seen:
        way(Net(softmax=False))
    assert codes(seen) == set()
    assert torch._C._len_torch_function_stack() == 0


@pytest.mark.parametrize(
    "way", [plain, under_autocast, checkpointed, with_closures, functionally], ids=lambda w: w.__name__
)
def test_what_a_program_computes_does_not_change(way: Callable[[nn.Module], None]) -> None:
    def trained() -> list[Tensor]:
        torch.manual_seed(0)
        model = Net(softmax=True)
        way(model)
        return [
            each
            for parameter in model.parameters()
            for each in (parameter.detach(), parameter.grad)
            if each is not None
        ]

    alone = trained()
    with watch(on_finding="collect"):
        watched = trained()
    assert all(torch.equal(left, right) for left, right in zip(alone, watched, strict=True))


def test_losses_vmapped_over_samples_are_left_in_peace() -> None:
    with watch(on_finding="collect") as seen:
        torch.vmap(F.cross_entropy)(torch.randn(5, 8, 3), TARGET.expand(5, 8))
    assert not seen.findings


def test_several_models_and_optimisers_are_told_apart() -> None:
    right, wrong = Net(softmax=False), Net(softmax=True)
    optimizers = [torch.optim.SGD(each.parameters(), lr=0.1) for each in (right, wrong)]
    with watch(on_finding="collect") as seen:
        for _ in range(4):
            F.cross_entropy(right(batch()), TARGET).backward()
            F.cross_entropy(wrong(batch()), TARGET).backward()
            for optimizer in optimizers:
                optimizer.step()
                optimizer.zero_grad()
    assert codes(seen) == {"LL101"}
    assert sorted(row.verdict for row in seen.pairs) == ["match", "mismatch"]


def test_one_line_that_serves_a_right_and_a_wrong_model_is_reported() -> None:
    with watch(on_finding="collect") as seen:
        for model in (Net(softmax=False), Net(softmax=True)):
            F.cross_entropy(model(batch()), TARGET)
    assert codes(seen) == {"LL101"}
    assert [row.output for row in seen.pairs] == ["logits|softmax"]


# torch.compile


def counters() -> Counter[str]:
    from torch._dynamo.utils import counters as counted

    return Counter({key: sum(counted[key].values()) for key in ("graph_break", "recompiles")}) + Counter(
        {"graphs": counted["stats"]["unique_graphs"]}
    )


@pytest.fixture
def compiler() -> Iterator[None]:
    """Nothing that was compiled stays: a tape never runs where torch.compile is in use."""
    yield
    torch._dynamo.reset()


def test_a_compiled_model_is_compiled_as_it_would_be_alone(compiler: None) -> None:
    def trained(*, watched: bool) -> tuple[Counter[str], set[str]]:
        torch._dynamo.reset()
        torch._dynamo.utils.counters.clear()
        model = torch.compile(Net(softmax=False), backend="aot_eager", fullgraph=True)

        @torch.compile(backend="aot_eager", fullgraph=True)
        def compiled_loss(output: Tensor) -> Tensor:
            return F.nll_loss(output.log_softmax(1), TARGET)

        with watch(on_finding="collect") if watched else watch(steps=1, on_finding="collect") as seen:
            if not watched:
                hub().leave(seen._recorder)
            for _ in range(5):
                F.cross_entropy(model(batch()).softmax(1), TARGET).backward()
                compiled_loss(model(batch())).backward()
        return counters(), {finding.code for finding in seen.findings}

    alone, nothing = trained(watched=False)
    watched, found = trained(watched=True)
    assert watched == alone
    assert found == {"LL101"}
    assert not nothing


# Between probes


@contextmanager
def entered() -> Iterator[Counter[str]]:
    """Counts the calls of any function of losslint in this thread."""
    calls: Counter[str] = Counter()

    def profile(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OWN):
            calls[frame.f_code.co_qualname] += 1

    sys.setprofile(profile)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_between_probes_nothing_of_losslint_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hook, no mode, no patched function: the steps of the program run past losslint, until the next window."""
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    model = Net(softmax=True)
    calls, looks = [], []
    with watch(on_finding="collect") as seen:
        for steps in (5, 50, 1):
            if steps == 1:
                assert torch._C._len_torch_function_stack() == 0
                assert not _global_optimizer_post_hooks
                hub().reopen()
            with entered() as each:
                plain(model, steps)
            calls.append(sum(each.values()))
            looks.append(seen._recorder.looked)
    assert looks == [3, 3, 4]
    assert calls[1] == 0
    assert calls[2] > 0, "the counter itself sees a window"


def test_the_clock_comes_back_at_distances_that_double_up_to_the_longest() -> None:
    """The clock's own waits, without waiting for them."""
    waits: list[float] = []

    class Owner:
        def reopen(self) -> None:
            waits.append(0.0)

        def rest(self) -> None:
            clock.closed.set()  # as the next loss call does

    class Over(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            return len(waits) > 22

    clock = hub_module.Clock(Owner())  # type: ignore[arg-type]
    clock._over = Over()
    clock.run()
    first, share, longest = hub_module.FIRST, hub_module.SHARE, hub_module.LONGEST
    distances = [min(first * 2**window, longest) for window in range(9)]
    assert distances[5] == distances[8] == longest
    assert waits == [wait for each in distances for wait in (each, 0.0, each * share)][: len(waits)]
    assert len(waits) > 3 * 7


def test_a_loss_is_looked_at_again_in_the_next_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FIRST", 0.05)
    model = Net(softmax=True)
    with watch(on_finding="collect") as seen:
        end = time.monotonic() + 60.0
        while seen._recorder.looked < 5 and time.monotonic() < end:
            plain(model, 1)
    [site] = seen.trajectory.sites
    assert len(site.samples) >= 5


def test_a_loss_that_comes_late_is_met_with_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FIRST", 0.05)
    model = Net(softmax=True)
    with watch(on_finding="collect", steps=2) as seen:
        plain(model)
        end = time.monotonic() + 60.0
        while seen._recorder.looked < 4 and time.monotonic() < end:
            F.cross_entropy(model(batch()), TARGET)  # at another place
    assert sorted(len(site.samples) for site in seen.trajectory.sites) == [2, 2]


def test_a_loss_that_comes_with_evaluation_is_met_though_the_window_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    model = Net(softmax=True)
    with watch(on_finding="collect") as seen:
        for _ in range(2):
            with entered() as calls:
                plain(model, 20)
            assert model.training
            if not calls:
                break
            model.eval()
            with torch.no_grad():
                for _ in range(10):
                    F.cross_entropy(model(batch()), TARGET)  # at another place
            model.train()
    assert not calls
    assert len({finding.place.line for finding in seen.findings}) == 2


def test_an_evaluation_of_one_batch_is_followed_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its only loss call has no gradient to read the form from; behind it the program runs past losslint again."""
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    model = Net(softmax=True)
    with watch(on_finding="collect") as seen:
        plain(model, 20)
        model.eval()
        with torch.no_grad():
            F.cross_entropy(model(batch()), TARGET)  # the only one
        model.train()
        plain(model, 20)
        with entered() as calls:
            plain(model, 20)
    assert not calls
    assert len({finding.place.line for finding in seen.findings if finding.code == "LL101"}) == 2


def test_a_test_behind_the_last_epoch_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single loss call at the end, of a model that is in evaluation already, long after the last window."""
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    monkeypatch.setattr(phases_module, "PAUSE", 0.0)  # however slow this machine is, nothing is hasty
    model = Net(softmax=True)

    def epoch() -> None:
        model.train()
        plain(model, 1)
        model.eval()
        F.cross_entropy(model(batch()), TARGET)  # at another place

    with watch(on_finding="collect") as seen:
        looks = []
        for _ in range(40):
            epoch()
            looks.append(seen._recorder.looked)
        assert looks[20] == looks[-1], "what is known is not looked at again"
        model.eval()
        with torch.no_grad():
            F.cross_entropy(model(batch()), TARGET)  # the only one
    lines = {finding.place.line for finding in seen.findings if finding.code == "LL101"}
    assert len(lines) == 3


def test_an_evaluation_without_a_loss_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    model = Net(softmax=True)
    with watch(on_finding="collect") as seen:
        plain(model, 20)
        model.eval()
        assert torch._C._len_torch_function_stack() == 1, "it is followed"
        model(batch()).argmax(1)
        model.train()
        assert torch._C._len_torch_function_stack() == 0
        plain(model, 20)
        with entered() as calls:
            plain(model, 20)
    assert not calls
    assert codes(seen) == {"LL101"}


def test_a_model_set_to_training_in_every_step_is_not_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FIRST", 60.0)
    monkeypatch.setattr(phases_module, "PAUSE", 60.0)  # however slow this machine is, every call is hasty
    model = Net(softmax=True)
    with watch(on_finding="collect"):
        for _ in range(2):
            with entered() as calls:
                for _ in range(10):
                    model.train()
                    plain(model, 1)
    assert not calls
