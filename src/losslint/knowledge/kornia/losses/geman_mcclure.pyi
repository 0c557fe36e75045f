"""kornia.losses.geman_mcclure: regression."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def geman_mcclure_loss(img1: Expects["any"], img2: Target, reduction: str = "none") -> Loss: ...

class GemanMcclureLoss(Module):
    def __init__(self, reduction: str = "none") -> None: ...
    def forward(self, img1: Expects["any"], img2: Target) -> Loss: ...
