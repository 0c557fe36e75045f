"""kornia.losses.ssim3d: volumes are compared."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def ssim3d_loss(img1: Expects["any"], img2: Target, window_size: int, max_val: float = 1.0, eps: float = 1e-12, reduction: str = "mean", padding: str = "same") -> Loss: ...

class SSIM3DLoss(Module):
    def __init__(self, window_size: int, max_val: float = 1.0, eps: float = 1e-12, reduction: str = "mean", padding: str = "same") -> None: ...
    def forward(self, img1: Expects["any"], img2: Target) -> Loss: ...
