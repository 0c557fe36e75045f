"""torch_geometric.nn.dense.linear: a linear layer."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class Linear(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, bias: bool = True, weight_initializer: object = None, bias_initializer: object = None) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...

class HeteroLinear(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, num_types: int, is_sorted: bool = False, **kwargs: object) -> None: ...
    def forward(self, x: object, type_vec: object) -> Carries["logits"]: ...
