"""torch_geometric.nn.conv.nn_conv: messages of a linear layer whose weights a network gives: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class NNConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, nn: object, aggr: str = "add", root_weight: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None, size: object = None) -> Carries["logits"]: ...

ECConv = NNConv
