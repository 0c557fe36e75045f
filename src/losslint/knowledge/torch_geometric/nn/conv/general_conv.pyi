"""torch_geometric.nn.conv.general_conv: messages of linear layers: raw scores, or vectors of length one."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class GeneralConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, in_edge_channels: object = None, aggr: str = "add", skip_linear: str = False, directed_msg: bool = True, heads: int = 1, attention: bool = False, attention_type: str = "additive", l2_normalize: bool = False, bias: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, size: object = None, *, l2_normalize: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_attr: object = None, size: object = None, *, l2_normalize: Literal[True]) -> Carries["normalized"]: ...
