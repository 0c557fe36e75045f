"""torch_geometric.nn.conv.gatv2_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GATv2Conv(MessagePassing):
    def __init__(self, in_channels: object, out_channels: int, heads: int = 1, concat: bool = True, negative_slope: float = 0.2, dropout: float = 0.0, add_self_loops: bool = True, edge_dim: object = None, fill_value: object = "mean", bias: bool = True, share_weights: bool = False, residual: bool = False, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, return_attention_weights: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, return_attention_weights: object = ...) -> tuple[Carries["logits"], Nothing]: ...
