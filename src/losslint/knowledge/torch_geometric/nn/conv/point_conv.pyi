"""torch_geometric.nn.conv.point_conv: what `global_nn` gives; without it the largest of what `local_nn` gives for the neighbours."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class PointNetConv(MessagePassing):
    def __init__(self, local_nn: object = None, global_nn: object = None, add_self_loops: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, pos: object, edge_index: object, *, global_nn: Literal[None] = None, aggr: Literal["max"] = "max") -> MaxPooled[Called["local_nn"]]: ...
    @overload
    def forward(self, x: object, pos: object, edge_index: object, *, global_nn: Literal[None] = None, aggr: Literal["mean"]) -> Averaged[Called["local_nn"]]: ...
    @overload
    def forward(self, x: object, pos: object, edge_index: object, *, global_nn: Literal[None] = None, aggr: Literal["add", "sum"]) -> Summed[Called["local_nn"]]: ...
    @overload
    def forward(self, x: object, pos: object, edge_index: object, *, global_nn: object = ...) -> Called["global_nn"]: ...

PointConv = PointNetConv
