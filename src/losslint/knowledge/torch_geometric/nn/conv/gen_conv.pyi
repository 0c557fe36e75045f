"""torch_geometric.nn.conv.gen_conv: a linear layer comes last: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GENConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, aggr: object = "softmax", t: float = 1.0, learn_t: bool = False, p: float = 1.0, learn_p: bool = False, msg_norm: bool = False, learn_msg_scale: bool = False, norm: str = "batch", num_layers: int = 2, expansion: int = 2, eps: float = 1e-07, bias: bool = False, edge_dim: object = None, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_attr: object = None, size: object = None) -> Carries["logits"]: ...
