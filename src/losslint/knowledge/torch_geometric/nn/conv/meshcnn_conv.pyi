"""torch_geometric.nn.conv.meshcnn_conv: sums of the five kernels, linear layers unless they are said: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class MeshCNNConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, kernels: object = None) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, *, kernels: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, *, kernels: object = ...) -> Nothing: ...
