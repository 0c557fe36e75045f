"""torch_geometric.nn.models.polynormer: the logarithm of a softmax comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class Polynormer(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: Units, local_layers: int = 7, global_layers: int = 2, in_dropout: float = 0.15, dropout: float = 0.5, global_dropout: float = 0.5, heads: int = 1, beta: float = 0.9, qk_shared: bool = False, pre_ln: bool = False, post_bn: bool = True, local_attn: bool = False) -> None: ...
    def forward(self, x: object, edge_index: object, batch: object) -> Carries["log-softmax"]: ...
