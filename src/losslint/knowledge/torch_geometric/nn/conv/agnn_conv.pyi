"""torch_geometric.nn.conv.agnn_conv: the features of the neighbours, averaged by attention."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class AGNNConv(MessagePassing):
    def __init__(self, requires_grad: bool = True, add_self_loops: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: T, edge_index: object) -> Attended[T]: ...
