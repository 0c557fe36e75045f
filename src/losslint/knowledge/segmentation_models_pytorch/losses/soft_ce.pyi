"""segmentation_models_pytorch.losses.soft_ce: it applies the log-softmax itself."""

from torch.nn.modules.module import Module

__canonical__ = "segmentation_models_pytorch.losses"

class SoftCrossEntropyLoss(Module):
    def __init__(self, reduction: str = "mean", smooth_factor: object = None, ignore_index: object = -100, dim: int = 1) -> None: ...
    def forward(self, y_pred: Expects["class-logits"], y_true: Target) -> Loss: ...
