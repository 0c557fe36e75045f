"""torch_geometric.nn.models.rect: a linear layer comes last."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class RECT_L(Module):
    def __init__(self, in_channels: int, hidden_channels: int, normalize: bool = True, dropout: float = 0.0) -> None: ...
    def forward(self, x: Tensor, edge_index: object, edge_weight: object = None) -> Carries["logits"]: ...
