"""monai.losses.ssim_loss: images are compared."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class SSIMLoss(_Loss):
    def __init__(self, spatial_dims: int, data_range: float = 1.0, kernel_type: object = ..., win_size: object = 11, kernel_sigma: object = 1.5, k1: float = 0.01, k2: float = 0.03, reduction: object = "mean") -> None: ...
    def forward(self, input: Expects["any"], target: Target) -> Loss: ...
