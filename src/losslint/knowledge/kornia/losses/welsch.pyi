"""kornia.losses.welsch: regression."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def welsch_loss(img1: Expects["any"], img2: Target, reduction: str = "none") -> Loss: ...

class WelschLoss(Module):
    def __init__(self, reduction: str = "none") -> None: ...
    def forward(self, img1: Expects["any"], img2: Target) -> Loss: ...
