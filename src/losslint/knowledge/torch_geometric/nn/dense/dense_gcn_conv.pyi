"""torch_geometric.nn.dense.dense_gcn_conv: linear layers over the neighbours of an adjacency matrix: raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DenseGCNConv(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, improved: bool = False, bias: bool = True) -> None: ...
    def forward(self, x: object, adj: object, mask: object = None, add_loop: bool = True) -> Carries["logits"]: ...
