"""torch.nn.modules.linear: layers that end in their own weight yield raw scores."""

from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter

__canonical__ = "torch.nn"

class Identity(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, input: T) -> T: ...

class Linear(Module):
    units_dim: Literal[-1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_features: int, out_features: Units, bias: bool = True, device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor) -> Carries["logits"]: ...

class NonDynamicallyQuantizableLinear(Linear): ...

class LazyLinear(Linear):
    def __init__(self, out_features: Units, bias: bool = True, device: object = None, dtype: object = None) -> None: ...

class Bilinear(Module):
    units_dim: Literal[-1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in1_features: int, in2_features: int, out_features: Units, bias: bool = True, device: object = None, dtype: object = None) -> None: ...
    def forward(self, input1: Tensor, input2: Tensor) -> Carries["logits"]: ...
