"""torch_geometric.nn.models.pmlp: a linear layer comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class PMLP(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: Units, num_layers: int, dropout: float = 0.0, norm: bool = True, bias: bool = True) -> None: ...
    def forward(self, x: Tensor, edge_index: object = None) -> Carries["logits"]: ...
