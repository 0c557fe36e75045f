"""timm.loss.two_way_loss: it compares scores with one another."""

from torch.nn.modules.module import Module

__canonical__ = "timm.loss"

class TwoWayLoss(Module):
    def __init__(self, tp: float = 4.0, tn: float = 1.0) -> None: ...
    def forward(self, x: Expects["scores"], target: Target) -> Loss: ...
