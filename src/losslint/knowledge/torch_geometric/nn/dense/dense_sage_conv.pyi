"""torch_geometric.nn.dense.dense_sage_conv: linear layers over the neighbours of an adjacency matrix: raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DenseSAGEConv(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, normalize: bool = False, bias: bool = True) -> None: ...
    @overload
    def forward(self, x: object, adj: object, mask: object = None, *, normalize: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, adj: object, mask: object = None, *, normalize: Literal[True]) -> Carries["normalized"]: ...
