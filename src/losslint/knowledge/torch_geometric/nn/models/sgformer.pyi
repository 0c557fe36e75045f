"""torch_geometric.nn.models.sgformer: the logarithm of a softmax comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class SGFormer(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: Units, trans_num_layers: int = 2, trans_num_heads: int = 1, trans_dropout: float = 0.5, gnn_num_layers: int = 3, gnn_dropout: float = 0.5, graph_weight: float = 0.5, aggregate: str = "add") -> None: ...
    def forward(self, x: object, edge_index: object, batch: object) -> Carries["log-softmax"]: ...
