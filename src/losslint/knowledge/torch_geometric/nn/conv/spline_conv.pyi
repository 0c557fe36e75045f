"""torch_geometric.nn.conv.spline_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class SplineConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, dim: int, kernel_size: object, is_open_spline: bool = True, degree: int = 1, aggr: str = "mean", root_weight: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None, size: object = None) -> Carries["logits"]: ...
