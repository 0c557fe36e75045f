"""catalyst.contrib.losses.iou: of probabilities; no activation is applied."""

from torch.nn.modules.module import Module

__canonical__ = "catalyst.contrib.losses"

class IoULoss(Module):
    def __init__(self, class_dim: int = 1, mode: str = "macro", weights: object = None, eps: float = 1e-07) -> None: ...
    def forward(self, outputs: Expects["probability", "class-probability"], targets: Target) -> Loss: ...
