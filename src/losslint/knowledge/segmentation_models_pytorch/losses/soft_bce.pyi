"""segmentation_models_pytorch.losses.soft_bce: it applies the sigmoid itself."""

from torch.nn.modules.module import Module

__canonical__ = "segmentation_models_pytorch.losses"

class SoftBCEWithLogitsLoss(Module):
    def __init__(self, weight: object = None, ignore_index: object = -100, reduction: str = "mean", smooth_factor: object = None, pos_weight: object = None) -> None: ...
    def forward(self, y_pred: Expects["binary-logits"], y_true: Target) -> Loss: ...
