"""torch_geometric.nn.conv.res_gated_graph_conv: messages of a linear layer, each through a gate, summed: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class ResGatedGraphConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, act: object = ..., edge_dim: object = None, root_weight: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None) -> Carries["logits"]: ...
