"""torch_geometric.nn.dense.dense_gat_conv: linear layers over the neighbours of an adjacency matrix: raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DenseGATConv(Module):
    def __init__(self, in_channels: int, out_channels: int, heads: int = 1, concat: bool = True, negative_slope: float = 0.2, dropout: float = 0.0, bias: bool = True) -> None: ...
    def forward(self, x: object, adj: object, mask: object = None, add_loop: bool = True) -> Carries["logits"]: ...
