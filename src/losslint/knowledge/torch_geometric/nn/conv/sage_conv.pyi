"""torch_geometric.nn.conv.sage_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class SAGEConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, aggr: object = "mean", normalize: bool = False, root_weight: bool = True, project: bool = False, bias: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, size: object = None, *, normalize: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, size: object = None, *, normalize: Literal[True]) -> Carries["normalized"]: ...
