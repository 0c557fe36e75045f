"""torch_geometric.nn.models.lpformer: a linear layer comes last, without a dimension of its own."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class LPFormer(Module):
    def __init__(self, in_channels: int, hidden_channels: int, num_gnn_layers: int = 2, gnn_dropout: float = 0.1, num_transformer_layers: int = 1, num_heads: int = 1, transformer_dropout: float = 0.1, ppr_thresholds: object = None, gcn_cache: object = False) -> None: ...
    def forward(self, batch: object, x: object, edge_index: object, ppr_matrix: object) -> Carries["logits"]: ...
