"""torch_geometric.nn.dense.dense_graph_conv: linear layers over the neighbours of an adjacency matrix: raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DenseGraphConv(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, aggr: str = "add", bias: bool = True) -> None: ...
    def forward(self, x: object, adj: object, mask: object = None) -> Carries["logits"]: ...
