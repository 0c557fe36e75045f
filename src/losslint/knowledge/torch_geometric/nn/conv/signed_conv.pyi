"""torch_geometric.nn.conv.signed_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class SignedConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int, first_aggr: bool, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, pos_edge_index: object, neg_edge_index: object) -> Carries["logits"]: ...
