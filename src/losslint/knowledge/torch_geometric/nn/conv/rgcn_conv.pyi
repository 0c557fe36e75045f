"""torch_geometric.nn.conv.rgcn_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class RGCNConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, num_relations: int, num_bases: object = None, num_blocks: object = None, aggr: str = "mean", root_weight: bool = True, is_sorted: bool = False, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_type: object = None) -> Carries["logits"]: ...

class FastRGCNConv(RGCNConv): ...
