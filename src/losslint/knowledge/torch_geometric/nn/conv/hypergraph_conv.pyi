"""torch_geometric.nn.conv.hypergraph_conv: messages of linear layers, summed or averaged: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class HypergraphConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int, use_attention: bool = False, attention_mode: str = "node", heads: int = 1, concat: bool = True, negative_slope: float = 0.2, dropout: float = 0, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, hyperedge_index: object, hyperedge_weight: object = None, hyperedge_attr: object = None, num_edges: object = None) -> Carries["logits"]: ...
