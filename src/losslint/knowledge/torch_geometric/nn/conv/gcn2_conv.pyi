"""torch_geometric.nn.conv.gcn2_conv: a linear layer beside the features of the first layer: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GCN2Conv(MessagePassing):
    def __init__(self, channels: int, alpha: float, theta: float = None, layer: int = None, shared_weights: bool = True, cached: bool = False, add_self_loops: bool = True, normalize: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, x_0: object, edge_index: object, edge_weight: object = None) -> Carries["logits"]: ...
