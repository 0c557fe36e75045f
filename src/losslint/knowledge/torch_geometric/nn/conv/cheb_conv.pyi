"""torch_geometric.nn.conv.cheb_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class ChebConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, K: int, normalization: object = "sym", bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_weight: object = None, batch: object = None, lambda_max: object = None) -> Carries["logits"]: ...
