"""torch_geometric.nn.conv.point_transformer_conv: attention over linear layers: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class PointTransformerConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, pos_nn: object = None, attn_nn: object = None, add_self_loops: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, pos: object, edge_index: object) -> Carries["logits"]: ...
