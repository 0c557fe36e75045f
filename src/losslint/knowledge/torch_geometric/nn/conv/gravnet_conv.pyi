"""torch_geometric.nn.conv.gravnet_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GravNetConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, space_dimensions: int, propagate_dimensions: int, k: int, num_workers: object = None, **kwargs: object) -> None: ...
    def forward(self, x: object, batch: object = None) -> Carries["logits"]: ...
