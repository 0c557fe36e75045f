"""torch_geometric.nn.conv.transformer_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class TransformerConv(MessagePassing):
    def __init__(self, in_channels: object, out_channels: int, heads: int = 1, concat: bool = True, beta: bool = False, dropout: float = 0.0, edge_dim: object = None, bias: bool = True, root_weight: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, return_attention_weights: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, return_attention_weights: object = ...) -> tuple[Carries["logits"], Nothing]: ...
