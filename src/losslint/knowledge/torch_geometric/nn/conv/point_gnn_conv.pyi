"""torch_geometric.nn.conv.point_gnn_conv: the features, and what `mlp_g` gives for the messages added."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class PointGNNConv(MessagePassing):
    def __init__(self, mlp_h: object, mlp_f: object, mlp_g: object, **kwargs: object) -> None: ...
    def forward(self, x: T, pos: object, edge_index: object) -> Mixture[T]: ...
