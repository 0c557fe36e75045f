"""torch_geometric.nn.conv.simple_conv: the features of the neighbours, summed or averaged."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class SimpleConv(MessagePassing):
    def __init__(self, aggr: object = "sum", combine_root: object = None, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: T, edge_index: object, edge_weight: object = None, size: object = None, *, aggr: Literal["sum", "add", "mean"] = "sum", combine_root: Literal["sum", "self_loop", None] = None) -> Summed[T]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_weight: object = None, size: object = None) -> Nothing: ...
