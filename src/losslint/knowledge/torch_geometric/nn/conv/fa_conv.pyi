"""torch_geometric.nn.conv.fa_conv: messages with signed weights: sums of the features."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class FAConv(MessagePassing):
    def __init__(self, channels: int, eps: float = 0.1, dropout: float = 0.0, cached: bool = False, add_self_loops: bool = True, normalize: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: T, x_0: object, edge_index: object, edge_weight: object = None, return_attention_weights: Literal[None] = None) -> Mixture[T]: ...
    @overload
    def forward(self, x: T, x_0: object, edge_index: object, edge_weight: object = None, return_attention_weights: object = None) -> tuple[Mixture[T], Nothing]: ...
