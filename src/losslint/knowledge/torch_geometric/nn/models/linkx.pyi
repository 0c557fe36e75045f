"""torch_geometric.nn.models.linkx: a linear layer comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class LINKX(Module):
    units_dim: Literal[-1]
    def __init__(self, num_nodes: int, in_channels: int, hidden_channels: int, out_channels: Units, num_layers: int, num_edge_layers: int = 1, num_node_layers: int = 1, dropout: float = 0.0) -> None: ...
    def forward(self, x: object, edge_index: object, edge_weight: object = None) -> Carries["logits"]: ...
