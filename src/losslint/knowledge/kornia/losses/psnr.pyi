"""kornia.losses.psnr: images are compared."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def psnr_loss(image: Expects["any"], target: Target, max_val: float) -> Loss: ...

class PSNRLoss(Module):
    def __init__(self, max_val: float) -> None: ...
    def forward(self, image: Expects["any"], target: Target) -> Loss: ...
