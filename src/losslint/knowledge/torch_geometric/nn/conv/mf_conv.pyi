"""torch_geometric.nn.conv.mf_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class MFConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, max_degree: int = 10, bias: object = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, size: object = None) -> Carries["logits"]: ...
