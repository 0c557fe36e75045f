"""catalyst.contrib.losses.circle: of embeddings."""

from torch.nn.modules.module import Module

__canonical__ = "catalyst.contrib.losses"

class CircleLoss(Module):
    def __init__(self, margin: float, gamma: float) -> None: ...
    def forward(self, normed_features: Expects["embedding"], labels: Target) -> Loss: ...
