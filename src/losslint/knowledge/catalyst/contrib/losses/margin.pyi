"""catalyst.contrib.losses.margin: of embeddings."""

from torch.nn.modules.module import Module

__canonical__ = "catalyst.contrib.losses"

class MarginLoss(Module):
    def __init__(self, alpha: float = 0.2, beta: float = 1.0, skip_labels: object = -1) -> None: ...
    def forward(self, embeddings: Expects["embedding"], targets: Target) -> Loss: ...
