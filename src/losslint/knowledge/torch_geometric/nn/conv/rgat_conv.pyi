"""torch_geometric.nn.conv.rgat_conv: messages of linear layers, weighted by attention: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class RGATConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int, num_relations: int, num_bases: object = None, num_blocks: object = None, mod: object = None, attention_mechanism: str = "across-relation", attention_mode: str = "additive-self-attention", heads: int = 1, dim: int = 1, concat: bool = True, negative_slope: float = 0.2, dropout: float = 0.0, edge_dim: object = None, bias: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_type: object = None, edge_attr: object = None, size: object = None, return_attention_weights: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_type: object = None, edge_attr: object = None, size: object = None, return_attention_weights: object = None) -> tuple[Carries["logits"], Nothing]: ...
