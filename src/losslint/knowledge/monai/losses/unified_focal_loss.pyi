"""monai.losses.unified_focal_loss: its page promises a sigmoid, its code applies none: what it wants is left open."""

from torch.nn.modules.module import Module

__canonical__ = "monai.losses"

class AsymmetricUnifiedFocalLoss(Module):
    def __init__(self, to_onehot_y: bool = False, num_classes: int = 2, weight: float = 0.5, gamma: float = 0.5, delta: float = 0.7, reduction: object = ...) -> None: ...
    def forward(self, y_pred: Expects["unknown"], y_true: Target) -> Loss: ...
