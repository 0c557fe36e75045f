"""torch_geometric.nn.conv.arma_conv: `act`, a ReLU unless it is said, of raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class ARMAConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, num_stacks: int = 1, num_layers: int = 1, shared_weights: bool = False, act: object = ..., dropout: float = 0.0, bias: bool = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_weight: object = None, *, act: Literal[None]) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_weight: object = None, *, act: Literal["torch.nn.ReLU"] = "torch.nn.ReLU") -> Carries["nonnegative"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_weight: object = None, *, act: object = ...) -> Averaged[Called["act"]]: ...
