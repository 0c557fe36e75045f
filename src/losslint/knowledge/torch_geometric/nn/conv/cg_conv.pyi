"""torch_geometric.nn.conv.cg_conv: sums of gated messages and the features themselves."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class CGConv(MessagePassing):
    def __init__(self, channels: object, dim: int = 0, aggr: str = "add", batch_norm: bool = False, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None) -> Carries["real"]: ...
