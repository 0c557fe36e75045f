"""torch_geometric.nn.conv.mixhop_conv: linear layers side by side: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class MixHopConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int, powers: object = None, add_self_loops: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_weight: object = None) -> Carries["logits"]: ...
