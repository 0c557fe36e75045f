"""torch_geometric.nn.conv.film_conv: sums of modulated linear layers behind `act`, a ReLU unless it is said."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class FiLMConv(MessagePassing):
    units_dim: Literal[-1]
    def __init__(self, in_channels: object, out_channels: Units, num_relations: int = 1, nn: object = None, act: object = ..., aggr: str = "mean", **kwargs: object) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_type: object = None, *, act: Literal[None]) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_type: object = None, *, act: Literal["torch.nn.ReLU"] = "torch.nn.ReLU") -> Carries["nonnegative"]: ...
    @overload
    def forward(self, x: object, edge_index: object, edge_type: object = None, *, act: object = ...) -> Summed[Called["act"]]: ...
