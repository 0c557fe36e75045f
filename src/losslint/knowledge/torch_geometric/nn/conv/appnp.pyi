"""torch_geometric.nn.conv.appnp: personalised propagation: weighted sums of the neighbours."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class APPNP(MessagePassing):
    def __init__(self, K: int, alpha: float, dropout: float = 0.0, cached: bool = False, add_self_loops: bool = True, normalize: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: T, edge_index: object, edge_weight: object = None) -> Attended[T]: ...
