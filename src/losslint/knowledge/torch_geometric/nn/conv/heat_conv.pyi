"""torch_geometric.nn.conv.heat_conv: attention over linear layers: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class HEATConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int, num_node_types: int, num_edge_types: int, edge_type_emb_dim: int, edge_dim: int, edge_attr_emb_dim: int, heads: int = 1, concat: bool = True, negative_slope: float = 0.2, dropout: float = 0.0, root_weight: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, node_type: object, edge_type: object, edge_attr: object = None) -> Carries["logits"]: ...
