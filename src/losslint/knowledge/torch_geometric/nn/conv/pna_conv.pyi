"""torch_geometric.nn.conv.pna_conv: a linear layer comes last: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class PNAConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, aggregators: object, scalers: object, deg: object, edge_dim: object = None, towers: int = 1, pre_layers: int = 1, post_layers: int = 1, divide_input: bool = False, act: object = "relu", act_kwargs: object = None, train_norm: bool = False, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None) -> Carries["logits"]: ...
