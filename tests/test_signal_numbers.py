"""What the pages about the error signal claim, measured on real torch: which gradient is missing, what raises, what stays."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import pytest

torch: Any = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional
Tensor: TypeAlias = Any
Module: TypeAlias = Any

NO_GRAPH = "element 0 of tensors does not require grad"


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)
    warnings.simplefilter("ignore")


def batch() -> tuple[Tensor, Tensor]:
    return torch.rand(8, 16), torch.randint(3, (8,))


def without_gradients(net: Module, x: Tensor) -> Tensor:
    with torch.no_grad():
        return net(x).sum()


CUTS: dict[str, Callable[[Module, Tensor], Tensor]] = {
    "detach": lambda net, x: net(x).sum().detach(),
    "data": lambda net, x: net(x).sum().data,
    "tensor": lambda net, x: torch.tensor(net(x).sum()),
    "tensor of a number": lambda net, x: torch.tensor(net(x).sum().item()),
    "Tensor of a list": lambda net, x: torch.Tensor([net(x).sum(), net(x).mean()]).sum(),
    "Variable": lambda net, x: torch.autograd.Variable(net(x).sum()),
    "no_grad": without_gradients,
    "argmax": lambda net, x: net(x).argmax(1).float().mean(),
    "indices of max": lambda net, x: net(x).max(1)[1].float().mean(),
    "comparison": lambda net, x: (net(x) > 0).float().mean(),
    "integers": lambda net, x: net(x).long().float().mean(),
    "one-hot": lambda net, x: F.one_hot(net(x).argmax(1), 3).float().mean(),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
def test_behind_a_cut_backward_raises(cut: Callable[[Module, Tensor], Tensor]) -> None:
    """LL401, LL402."""
    net, (x, _) = nn.Linear(16, 3), batch()
    with pytest.raises(RuntimeError, match=NO_GRAPH):
        cut(net, x).backward()
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_number_cannot_be_sent_back_and_as_tensor_can() -> None:
    """LL402."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    with pytest.raises(AttributeError, match="backward"):
        F.cross_entropy(net(x), labels).item().backward()
    torch.as_tensor(F.cross_entropy(net(x), labels)).backward()
    assert net.weight.grad is not None


@pytest.mark.parametrize("optimiser", [torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW])
@pytest.mark.parametrize("sends", [False, True])
def test_a_step_without_gradients_changes_nothing(optimiser: Any, sends: bool) -> None:
    """LL404: no backward; LL406: a zero_grad between backward and step."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    stepping = optimiser(net.parameters(), lr=0.1, weight_decay=0.1)
    before = [parameter.clone() for parameter in net.parameters()]
    for _ in range(100):
        loss = F.cross_entropy(net(x), labels)
        if sends:
            loss.backward()
            stepping.zero_grad()
        stepping.step()
    assert all(parameter.grad is None for parameter in net.parameters())
    assert all(torch.equal(one, two) for one, two in zip(before, net.parameters(), strict=True))


def test_a_step_between_forward_and_backward_raises_for_two_layers() -> None:
    """LL406: in the first round nothing changes; in the second the saved parameters are gone."""
    net, (x, labels) = nn.Sequential(nn.Linear(16, 8), nn.Linear(8, 3)), batch()
    stepping = torch.optim.SGD(net.parameters(), lr=0.1)
    before = net[0].weight.clone()
    for turn in range(2):
        loss = F.cross_entropy(net(x), labels)
        stepping.step()
        if turn:
            with pytest.raises(RuntimeError, match="modified by an inplace operation"):
                loss.backward()
        else:
            assert torch.equal(net[0].weight, before)
            loss.backward()


def test_gradients_that_are_never_cleared_add_up() -> None:
    """LL406: after k equal steps the gradient is k times as long."""
    weight = nn.Parameter(torch.ones(3))
    lengths = []
    for _ in range(3):
        weight.sum().backward()
        lengths.append(weight.grad.norm().item())
    assert lengths == pytest.approx([k * 3**0.5 for k in (1, 2, 3)])


@pytest.mark.parametrize("step", ["round", "sign", "floor", "ceil", "trunc"])
def test_a_rounded_output_has_a_gradient_of_zero(step: str) -> None:
    """LL401."""
    net, (x, _) = nn.Linear(16, 3), batch()
    F.mse_loss(getattr(torch, step)(net(x)), torch.rand(8, 3)).backward()
    assert net.weight.grad.abs().sum() == 0


def test_a_hard_term_of_a_sum_goes_unnoticed_and_changes_no_gradient() -> None:
    """LL401."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    (F.cross_entropy(net(x), labels) + (net(x).argmax(1).float() - labels).abs().mean()).backward()
    both = net.weight.grad.clone()
    net.zero_grad()
    F.cross_entropy(net(x), labels).backward()
    assert torch.equal(both, net.weight.grad)


LABELS: dict[str, Callable[[Tensor], Tensor]] = {
    "tensor": lambda loss: torch.tensor(loss.item(), requires_grad=True),
    "Variable": lambda loss: torch.autograd.Variable(loss, requires_grad=True),
    "requires_grad_": lambda loss: loss.detach().requires_grad_(),
}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS.keys())
def test_a_relabelled_loss_runs_backward_and_reaches_itself_alone(label: Callable[[Tensor], Tensor]) -> None:
    """LL403, LL405."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    loss = label(F.cross_entropy(net(x), labels))
    loss.backward()
    assert loss.grad == 1
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_relabelled_output_gets_the_gradient_and_the_network_none() -> None:
    """LL403."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    with torch.no_grad():
        scores = net(x).requires_grad_()
    F.cross_entropy(scores, labels).backward()
    assert scores.grad is not None
    assert scores.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_constant_that_requires_a_gradient_still_lets_the_network_train() -> None:
    """LL403, silent."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    (torch.zeros(1, requires_grad=True) + F.cross_entropy(net(x), labels)).backward()
    assert net.weight.grad.abs().sum() > 0


def test_one_value_for_each_sample_cannot_be_sent_back_except_for_a_single_one() -> None:
    """LL410."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    each = F.cross_entropy(net(x), labels, reduction="none")
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        each.backward(retain_graph=True)
    each.backward(gradient=torch.ones(8))
    F.cross_entropy(net(x[:1]), labels[:1], reduction="none").backward()


def nodes(value: Tensor) -> int:
    """The size of the graph behind a value."""
    seen, stack = set(), [value.grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            stack += [further for further, _ in node.next_functions]
    return len(seen)


@pytest.mark.parametrize("detached", [False, True])
def test_a_total_of_losses_keeps_the_graph_of_every_step(detached: bool) -> None:
    """LL407: eight nodes a step for two layers, though every step was sent back."""
    net, (x, labels) = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 3)), batch()
    total: Any = 0
    for _ in range(200):
        loss = F.cross_entropy(net(x), labels)
        loss.backward()
        total = total + (loss.detach() if detached else loss)
    assert nodes(total) == (0 if detached else 1604)


@pytest.mark.parametrize("part", [False, True])
def test_a_module_that_came_after_the_optimiser_is_never_trained(part: bool) -> None:
    """LL408."""
    net, (x, labels) = nn.Sequential(nn.Linear(16, 8), nn.Linear(8, 10)), batch()
    optimiser = torch.optim.Adam(net.parameters(), lr=0.1)
    if part:
        net[1] = nn.Linear(8, 3)
    else:
        net = nn.Sequential(nn.Linear(16, 8), nn.Linear(8, 3))
    before = net[1].weight.clone()
    for _ in range(100):
        F.cross_entropy(net(x), labels).backward()
        optimiser.step()
    assert net[1].weight.grad.abs().sum() > 0
    assert torch.equal(net[1].weight, before)


def test_moving_and_wrapping_keep_the_parameters() -> None:
    """LL408, silent."""
    net = nn.Linear(16, 3)
    given = [id(parameter) for parameter in net.parameters()]
    for same in (net.to("cpu"), net.half().float(), nn.DataParallel(net)):
        assert [id(parameter) for parameter in same.parameters()] == given


def test_a_loss_that_is_overwritten_changes_no_gradient() -> None:
    """LL409."""
    net, (x, labels) = nn.Linear(16, 3), batch()
    loss = F.cross_entropy(net(x), labels)
    loss = net(x).square().mean()
    loss.backward()
    both = net.weight.grad.clone()
    net.zero_grad()
    net(x).square().mean().backward()
    assert torch.equal(both, net.weight.grad)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_loss_that_is_maximised_grows_in_every_step(by_hand: bool) -> None:
    """LL411: 50 steps on separable data."""
    labels = torch.arange(3).repeat(8)
    x = F.one_hot(labels, 3).float()
    net = nn.Linear(3, 3)
    optimiser = torch.optim.SGD(net.parameters(), lr=1.0)
    seen = []
    for _ in range(50):
        optimiser.zero_grad()
        loss = F.cross_entropy(net(x), labels)
        seen.append(loss.item())
        (loss if by_hand else -loss).backward()
        if by_hand:
            for parameter in net.parameters():
                parameter.data += parameter.grad
        else:
            optimiser.step()
    assert seen[0] == pytest.approx(1.1, abs=0.4)
    assert all(later > earlier for earlier, later in pairwise(seen))
    assert seen[-1] > 10
    assert not (net(x).argmax(1) == labels).any()


def test_functional_dropout_ignores_the_mode() -> None:
    """LL505: half of the values are gone, the others doubled; the alpha dropouts are off by default."""
    x = torch.ones(10_000)
    dropped = F.dropout(x)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.5, abs=0.05)
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert torch.equal(nn.Dropout().eval()(x), x)
    assert torch.equal(F.dropout(x, training=False), x)
    assert torch.equal(F.alpha_dropout(x), x)
    assert torch.equal(F.feature_alpha_dropout(torch.ones(2, 3, 4)), torch.ones(2, 3, 4))


def fitted(x: Tensor, labels: Tensor, held: tuple[Tensor, Tensor], steps: int = 300) -> tuple[list[float], list[float]]:
    """The losses of a network of 256 hidden units, step by step: on what it trains on, and on held-out data."""
    net = nn.Sequential(nn.Linear(x.size(1), 256), nn.ReLU(), nn.Linear(256, 3))
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    seen, kept = [], []
    for _ in range(steps):
        loss = F.cross_entropy(net(x), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen.append(loss.item())
        with torch.no_grad():
            kept.append(F.cross_entropy(net(held[0]), held[1]).item())
    return seen, kept


def test_a_falling_training_loss_shows_nothing_where_there_is_nothing_to_learn() -> None:
    """LL501: random labels."""
    held = torch.rand(64, 16), torch.randint(3, (64,))
    seen, kept = fitted(torch.rand(64, 16), torch.randint(3, (64,)), held)
    assert seen[0] == pytest.approx(1.1, abs=0.05)
    assert seen[-1] < 0.01
    assert kept[-1] > 2


def test_the_lowest_training_loss_chooses_the_last_checkpoint_and_not_the_best() -> None:
    """LL502: labels of which 30% are noise."""
    x = torch.randn(576, 16)
    labels = torch.where(torch.rand(576) < 0.3, torch.randint(3, (576,)), x[:, :3].argmax(1))
    seen, kept = fitted(x[:64], labels[:64], (x[64:], labels[64:]))
    assert seen.index(min(seen)) == len(seen) - 1
    assert kept.index(min(kept)) < 100
    assert kept[-1] > 2 * min(kept)


def test_in_training_mode_the_loss_is_not_that_of_the_model() -> None:
    """LL503."""
    x, labels = batch()
    dropping = nn.Sequential(nn.Linear(16, 32), nn.Dropout(0.5), nn.Linear(32, 3))
    norming = nn.Sequential(nn.Linear(16, 32), nn.BatchNorm1d(32), nn.Linear(32, 3))
    with torch.no_grad():
        assert F.cross_entropy(dropping(x), labels) != F.cross_entropy(dropping(x), labels)
        before = norming[1].running_mean.clone()
        assert not torch.allclose(norming(x)[:4], norming(x[:4]))
        assert not torch.equal(norming[1].running_mean, before)
        dropping.eval(), norming.eval()
        moved = norming[1].running_mean.clone()
        assert F.cross_entropy(dropping(x), labels) == F.cross_entropy(dropping(x), labels)
        assert torch.allclose(norming(x)[:4], norming(x[:4]), atol=1e-6)
        assert torch.equal(norming[1].running_mean, moved)


def test_two_losses_have_two_scales() -> None:
    """LL504."""
    p = torch.tensor([[0.7, 0.3]])
    assert F.cross_entropy(p.log(), torch.tensor([0])).item() == pytest.approx(0.357, abs=1e-3)
    assert F.mse_loss(p, torch.tensor([[1.0, 0.0]])).item() == pytest.approx(0.09, abs=1e-3)
