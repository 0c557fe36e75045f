"""torch_geometric.nn.conv.gated_graph_conv: a GRU over the messages: between its state and a tanh."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GatedGraphConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, out_channels: Units, num_layers: int, aggr: str = "add", bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_weight: object = None) -> Carries["real"]: ...
