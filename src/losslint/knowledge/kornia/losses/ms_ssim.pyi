"""kornia.losses.ms_ssim: images are compared."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

class MS_SSIMLoss(Module):
    def __init__(self, sigmas: object = (0.5, 1.0, 2.0, 4.0, 8.0), data_range: float = 1.0, K: object = (0.01, 0.03), alpha: float = 0.025, compensation: float = 200.0, reduction: str = "mean") -> None: ...
    def forward(self, img1: Expects["any"], img2: Target) -> Loss: ...
