"""torch_geometric.nn.conv.eg_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class EGConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, aggregators: object = None, num_heads: int = 8, num_bases: int = 4, cached: bool = False, add_self_loops: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object) -> Carries["logits"]: ...
