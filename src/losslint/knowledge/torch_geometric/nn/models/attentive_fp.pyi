"""torch_geometric.nn.models.attentive_fp: a linear layer comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class AttentiveFP(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: Units, edge_dim: int, num_layers: int, num_timesteps: int, dropout: float = 0.0) -> None: ...
    def forward(self, x: Tensor, edge_index: object, edge_attr: object, batch: object) -> Carries["logits"]: ...
