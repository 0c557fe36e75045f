"""The stubs of torch are held against the installed torch: nothing is missing, nothing is invented, and what they say of values
is true of values."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

import losslint.knowledge
from losslint.forms import Form, FormName, form
from losslint.knowledge import Knowledge
from losslint.knowledge.summary import Carries, Effect, Keeps, LossValue, Several, Summary
from losslint.knowledge.tensor_names import NAMES
from soundness import Symbolic, call, samples, violation

KNOWLEDGE = Knowledge.load()
STUBS = Path(losslint.knowledge.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")
    for path in (STUBS / "torch").rglob("*.pyi")
)
LOSSES = importlib.import_module("torch.nn.modules.loss").__all__
ACTIVATIONS = importlib.import_module("torch.nn.modules.activation").__all__


def stub_of(module: str) -> Any:
    stub = KNOWLEDGE._module(module)
    assert stub is not None
    return stub


def real(qualified: str) -> Any:
    """The object of torch that a qualified name means."""
    parts = qualified.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AssertionError(qualified)


# Nothing is missing


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_class_of_torch_has_a_stub(name: str) -> None:
    forward = KNOWLEDGE.method(f"torch.nn.{name}", "forward")
    assert forward is not None
    assert all(isinstance(summary.result, LossValue) for summary in forward)
    assert all(any(parameter.expects for parameter in summary.parameters) for summary in forward)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_class_of_torch_has_a_stub(name: str) -> None:
    forward = KNOWLEDGE.method(f"torch.nn.{name}", "forward")
    assert forward is not None
    assert all(isinstance(summary.result, Carries | Effect | Keeps | Several) for summary in forward)


def test_every_layer_of_torch_has_a_stub() -> None:
    known = {name for name in nn.modules.__all__ if KNOWLEDGE.cls(f"torch.nn.{name}") is not None}
    assert set(nn.modules.__all__) - known == {"LinearCrossEntropyOptions"}  # options, no layer


def functional_losses() -> Iterator[str]:
    """A function of torch.nn.functional with a `reduction` is a loss."""
    for name, function in vars(F).items():
        if callable(function) and not name.startswith("_"):
            try:
                parameters = inspect.signature(function).parameters
            except (TypeError, ValueError):
                continue
            if "reduction" in parameters:
                yield name


@pytest.mark.parametrize("name", sorted(functional_losses()))
def test_every_loss_function_of_torch_has_a_stub(name: str) -> None:
    summaries = KNOWLEDGE.function(f"torch.nn.functional.{name}")
    assert summaries is not None
    assert all(isinstance(summary.result, LossValue) for summary in summaries)


NOT_FUNCTIONAL = {"MultiheadAttention", "Softmax2d"}  # layers without a function of their own


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - NOT_FUNCTIONAL))
def test_every_activation_function_of_torch_has_a_stub(name: str) -> None:
    lowered = {function.replace("_", ""): function for function in dir(F) if not function.startswith("_")}
    assert KNOWLEDGE.function(f"torch.nn.functional.{lowered[name.lower()]}") is not None


# Names of functions that torch.nn.functional exports but that carry, keep or bound no form: plumbing and quantised kernels.
PLUMBING = {
    "Callable", "DType", "Optional", "ScalingType", "SwizzleType", "Tensor", "affine_grid", "assert_int_or_pair",
    "boolean_dispatch", "conv_tbc", "grouped_mm", "handle_torch_function", "has_torch_function",
    "has_torch_function_unary", "has_torch_function_variadic", "native_channel_shuffle", "scaled_grouped_mm",
    "scaled_mm",
}  # fmt: skip


def test_every_function_of_torch_nn_functional_has_a_stub() -> None:
    public = {
        n for n, f in vars(F).items() if callable(f) and not n.startswith("_") and not n.endswith("_with_indices")
    }
    assert public - set(stub_of("torch.nn.functional").functions) - PLUMBING == set()


def test_every_activation_method_of_a_tensor_has_a_stub() -> None:
    methods = stub_of("torch._tensor").classes["Tensor"].methods
    wanted = {"sigmoid", "sigmoid_", "softmax", "log_softmax", "tanh", "tanh_", "relu", "relu_", "logit", "exp", "log"}
    assert wanted <= set(methods)


def test_all_names_of_tensors_arrays_and_numbers_are_known() -> None:
    """What is missing would be taken for something that no tensor has."""
    public = {name for cls in (torch.Tensor, np.ndarray, float, int) for name in dir(cls) if not name.startswith("_")}
    assert public <= NAMES
    assert not {"logits", "loss", "last_hidden_state", "get", "keys", "items"} & NAMES


# Nothing is invented


@pytest.mark.parametrize("module", MODULES)
def test_every_name_of_a_stub_exists(module: str) -> None:
    stub = stub_of(module)
    torch_module = importlib.import_module(module)
    # An import that a base class or an attribute needs re-exports nothing.
    needed = {q.rpartition(".")[2] for cls in stub.classes.values() for q in (*cls.bases, *cls.attributes.values())}
    for name in (*stub.functions, *(set(stub.exports) - needed)):
        assert hasattr(torch_module, name) or importlib.util.find_spec(f"{module}.{name}"), f"{module}.{name}"
    for name, cls in stub.classes.items():
        assert hasattr(torch_module, name), f"{module}.{name}"
        for method in cls.methods:
            assert hasattr(getattr(torch_module, name), method), f"{cls.name}.{method}"


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("torch.nn")])
def test_the_bases_of_a_stub_are_the_bases_of_the_class(module: str) -> None:
    for name, cls in stub_of(module).classes.items():
        found = real(f"{module}.{name}")
        for base in cls.bases:
            local = base.rpartition(".")[2]
            wanted = getattr(importlib.import_module(module), local, None) or real(base)
            assert issubclass(found, wanted), f"{cls.name} is no {base}"


# The graded argument of PoissonNLLLoss.forward is called `log_input` in torch, like the constructor's flag, which decides what
# it is: in the stub the flag keeps the name. Python sees metaclasses and `__new__` where a stub says `__init__`.
RENAMED = {"torch.nn.PoissonNLLLoss.forward"}
UNREADABLE = {"torch.nn.Parameter.__init__", "torch.nn.Buffer.__init__", "torch.nn.UninitializedParameter.__init__",
              "torch.nn.UninitializedBuffer.__init__", "torch.nn.RNN.__init__", "torch.nn.LSTM.__init__", "torch.nn.GRU.__init__"}  # fmt: skip


def declared(summary: Summary) -> list[str]:
    return [p.name for p in summary.parameters if not p.kind.startswith("var")]


def documented(function: Any) -> list[list[str]]:
    """The parameters of a builtin, from the signatures that its documentation states."""
    text = re.sub(r"\\", "", function.__doc__ or "")
    found = []
    for head in re.finditer(
        rf"^(?:\.\. function:: )? *{function.__name__}(\(.*?\)) *->", text, re.DOTALL | re.MULTILINE
    ):
        try:
            (node,) = ast.parse(f"def f{head[1]}: ...").body
        except SyntaxError:
            continue
        assert isinstance(node, ast.FunctionDef)
        found.append([a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)])
    return found


def actual(function: Any) -> list[list[str]]:
    """The names of the real parameters, by overload; empty where torch hides them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return documented(function)
    names = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return [names] if len(names) == len(parameters) else []


def in_order(names: list[str], among: list[str]) -> bool:
    rest = iter(among)
    return all(name in rest for name in names)


@pytest.mark.parametrize("module", MODULES)
def test_every_parameter_of_a_function_exists_in_this_order(module: str) -> None:
    torch_module = importlib.import_module(module)
    for name, summaries in stub_of(module).functions.items():
        names = actual(getattr(torch_module, name))
        for summary in summaries:
            fits = any(in_order(declared(summary), overload) for overload in names)
            assert fits or not names, f"{module}.{name}: {declared(summary)}, not {names}"


def signatures() -> Iterator[tuple[str, str]]:
    for module in MODULES:
        for name, cls in stub_of(module).classes.items():
            for method in cls.methods:
                yield f"{module}.{name}", method


@pytest.mark.parametrize(("cls", "method"), [(c, m) for c, m in signatures() if "_tensor" not in c])
def test_every_parameter_of_a_method_exists_in_this_order(cls: str, method: str) -> None:
    stub = KNOWLEDGE.cls(cls)
    assert stub is not None
    overloads = actual(getattr(real(cls), method))
    built = KNOWLEDGE.method(cls, "__init__") or ()
    constructors = actual(real(cls).__init__)
    constructor = constructors[0] if constructors else [name for summary in built for name in declared(summary)]
    for summary in stub.methods[method]:
        if not overloads or summary.name in RENAMED | UNREADABLE:
            continue
        names = overloads[0]
        own = [p.name for p in summary.parameters if p.kind == "positional"]
        further = [p.name for p in summary.parameters if p.kind == "keyword"]
        if method == "forward":
            assert set(further) - {"training"} <= set(constructor), (
                f"{summary.name}: {further} are no constructor arguments"
            )
            assert own == names[: len(own)], f"{summary.name}: {own}, not {names}"
        else:
            assert in_order([n for n in own if n != "cls"] + further, names), f"{summary.name}: {own}, not {names}"


@pytest.mark.parametrize(
    "name", ["Softmax", "ELU", "Hardtanh", "Dropout", "Upsample", "Threshold", "Softmin", "Flatten"]
)
def test_defaults_are_the_real_defaults(name: str) -> None:
    summaries = KNOWLEDGE.method(f"torch.nn.{name}", "__init__")
    assert summaries is not None
    for parameter in summaries[0].parameters[1:]:
        known = inspect.signature(getattr(nn, name).__init__).parameters[parameter.name].default
        assert (known is inspect.Parameter.empty) == (parameter.default == "<required>")
        assert known is inspect.Parameter.empty or parameter.default == known


# What they say of values is true


def activations() -> dict[str, tuple[dict[str, Any], Callable[[], nn.Module]]]:
    """Each activation and shape-keeping layer with the constructor arguments that its stub reads."""
    made: dict[str, tuple[dict[str, Any], Callable[[], nn.Module]]] = {
        name: ({}, getattr(nn, name))
        for name in ACTIVATIONS
        if name not in ("MultiheadAttention", "Softmax", "Softmin", "LogSoftmax", "Softmax2d", "Threshold")
    }
    for name, arguments in (
        ("Softmax", {"dim": 1}),
        ("Softmin", {"dim": 1}),
        ("LogSoftmax", {"dim": 1}),
        ("Threshold", {"threshold": 0.1, "value": -2.0}),
        ("ELU", {"alpha": 3.0}),
        ("CELU", {"alpha": 0.5}),
        ("Hardtanh", {"min_val": 0.0, "max_val": 1.0}),
        ("Hardtanh", {"min_val": -2.0, "max_val": 6.0}),
        ("GELU", {"approximate": "tanh"}),
        ("Softplus", {"beta": 0.5}),
        ("LayerNorm", {"normalized_shape": 8}),
        ("BatchNorm2d", {"num_features": 6}),
        ("AvgPool2d", {"kernel_size": 2}),
        ("MaxPool2d", {"kernel_size": 2}),
        ("AdaptiveAvgPool2d", {"output_size": 2}),
        ("AdaptiveMaxPool2d", {"output_size": 2}),
        ("ZeroPad2d", {"padding": 1}),
        ("ReflectionPad2d", {"padding": 1}),
        ("ConstantPad2d", {"padding": 1, "value": 3.5}),
        ("Upsample", {"scale_factor": 2, "mode": "bilinear"}),
        ("Upsample", {"scale_factor": 2, "mode": "bicubic"}),
        ("Upsample", {"scale_factor": 2, "mode": "nearest"}),
        ("PixelShuffle", {"upscale_factor": 1}),
        ("Dropout", {"p": 0.4}),
        ("AlphaDropout", {"p": 0.4}),
        ("Flatten", {}),
        ("Identity", {}),
        ("Linear", {"in_features": 8, "out_features": 3}),
        ("Conv2d", {"in_channels": 6, "out_channels": 3, "kernel_size": 1}),
    ):
        made[f"{name} {arguments}"] = (arguments, partial(getattr(nn, name), **arguments))
    return made


LAYERS = activations()


def claimed(layer: str, operand: Form) -> Form:
    arguments, _ = LAYERS[layer]
    forward = KNOWLEDGE.method(f"torch.nn.{layer.partition(' ')[0]}", "forward")
    constructor = KNOWLEDGE.method(f"torch.nn.{layer.partition(' ')[0]}", "__init__")
    assert forward is not None
    assert constructor is not None
    found = call(forward, (None, Symbolic(operand)), {}, arguments)
    assert isinstance(found, Symbolic)
    return found.form


@pytest.mark.parametrize("layer", LAYERS)
def test_what_a_layer_claims_holds_on_every_input(layer: str) -> None:
    torch.manual_seed(0)
    for name, (operand, make) in samples(4, 6, 10, 8, dim=1).items():
        module = LAYERS[layer][1]()
        tensor = make().float()
        claim = claimed(layer, form(operand.name) if layer == "GLU" else operand)
        if claim.units_dim == operand.units_dim == -1 and layer.partition(" ")[0].endswith(("2d", "Upsample")):
            claim = replace(claim, units=None)  # the sample calls its width units, and these layers change the width
        wrong = violation(claim, module(tensor), gradient=False)
        assert wrong is None, f"{layer} of {name} claims {claim.name}: {wrong}"


@pytest.mark.parametrize("layer", ["ReLU", "ReLU6", "Sigmoid", "Hardsigmoid", "Tanh", "SiLU", "Mish", "Hardswish", "ELU", "CELU",
                                   "SELU", "GELU", "LogSigmoid", "Softplus", "Softsign"])  # fmt: skip
def test_a_bounded_activation_comes_close_to_its_bounds(layer: str) -> None:
    """The range is not only true but tight: else a floor computed from it would be too low."""
    values = getattr(nn, layer)()(torch.linspace(-40, 40, 40001))
    claim = claimed(layer, form("logits"))
    for bound, reached in ((claim.low, float(values.min())), (claim.high, float(values.max()))):
        assert bound in (-float("inf"), float("inf")) or reached == pytest.approx(bound, abs=0.03)


@pytest.mark.parametrize("name", ["LSTM", "GRU", "RNN"])
def test_recurrent_outputs_lie_in_the_range_of_tanh(name: str) -> None:
    torch.manual_seed(0)
    layer = getattr(nn, name)(5, 7)
    output, state = layer(torch.randn(30, 4, 5) * 50)
    hidden = state[0] if name == "LSTM" else state
    forward = KNOWLEDGE.method(f"torch.nn.{name}", "forward")
    assert forward is not None
    claims = call(forward, (None, None), {}, {})
    assert violation(claims[0].form, output) is None
    assert claims[0].form.name is FormName.TANH
    assert violation((claims[1][0] if name == "LSTM" else claims[1]).form, hidden) is None


def test_the_cell_state_of_an_lstm_leaves_the_range_of_tanh() -> None:
    torch.manual_seed(0)
    layer = nn.LSTM(1, 1)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.fill_(3.0)
    _, (_, cell) = layer(torch.ones(50, 1, 1))
    assert float(cell.detach().max()) > 5.0
    for name in ("LSTM", "LSTMCell"):
        forward = KNOWLEDGE.method(f"torch.nn.{name}", "forward")
        assert forward is not None
        claims = call(forward, (None, None), {}, {})
        assert violation((claims[1][1] if name == "LSTM" else claims[1]).form, cell) is None


def test_gumbel_softmax_is_a_distribution_and_hard_is_one_hot() -> None:
    torch.manual_seed(0)
    logits = torch.randn(6, 5, requires_grad=True)
    summaries = KNOWLEDGE.function("torch.nn.functional.gumbel_softmax")
    assert summaries is not None
    for hard in (False, True):
        claim = call(summaries, (Symbolic(form("logits")),), {"hard": hard}).form
        assert violation(claim, F.gumbel_softmax(logits, hard=hard)) is None
        assert claim.name is (FormName.ONE_HOT if hard else FormName.SOFTMAX)


def test_pooling_indices_come_as_a_second_result() -> None:
    forward = KNOWLEDGE.method("torch.nn.MaxPool2d", "forward")
    assert forward is not None
    values, indices = call(forward, (None, Symbolic(form("sigmoid"))), {}, {"return_indices": True})
    assert (values.form.name, indices.form.name) == (FormName.SIGMOID, FormName.HARD)
    assert call(forward, (None, Symbolic(form("sigmoid"))), {}, {}).form.name is FormName.SIGMOID


# What the losses want


@pytest.mark.parametrize(("spoken", "rejected"), [("sigmoid", "logits"), ("sigmoid", "tanh")])
def test_bce_takes_probabilities_only(spoken: str, rejected: str) -> None:
    torch.manual_seed(0)
    target = torch.randint(0, 2, (4, 6)).float()
    made = samples(4, 6, dim=1)
    F.binary_cross_entropy(made[spoken][1](), target)
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        F.binary_cross_entropy(made[rejected][1](), target)


def test_poisson_flag_decides_between_rate_and_its_logarithm() -> None:
    rate, target = torch.tensor([2.0]), torch.tensor([3.0])
    as_rate = nn.PoissonNLLLoss(log_input=False, eps=0.0)(rate, target)
    as_log = nn.PoissonNLLLoss()(rate.log(), target)
    assert torch.allclose(as_rate, as_log)
    forward = KNOWLEDGE.method("torch.nn.PoissonNLLLoss", "forward")
    assert forward is not None
    assert [summary.parameters[1].expects for summary in forward] == [("log-rate",), ("rate",)]
