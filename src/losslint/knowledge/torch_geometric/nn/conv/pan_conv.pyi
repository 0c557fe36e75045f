"""torch_geometric.nn.conv.pan_conv: a linear layer comes last: raw scores, and the weights of the paths."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class PANConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, filter_size: int, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object) -> tuple[Carries["logits"], Nothing]: ...
