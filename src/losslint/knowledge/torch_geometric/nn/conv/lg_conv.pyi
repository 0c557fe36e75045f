"""torch_geometric.nn.conv.lg_conv: sums of the neighbours' features."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class LGConv(MessagePassing):
    def __init__(self, normalize: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: T, edge_index: object, edge_weight: object = None) -> Summed[T]: ...
