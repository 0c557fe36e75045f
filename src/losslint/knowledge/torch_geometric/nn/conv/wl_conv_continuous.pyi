"""torch_geometric.nn.conv.wl_conv_continuous: the mean of the features and of the neighbours' mean."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class WLConvContinuous(MessagePassing):
    def __init__(self, **kwargs: object) -> None: ...
    def forward(self, x: T, edge_index: object, edge_weight: object = None, size: object = None) -> Summed[T]: ...
