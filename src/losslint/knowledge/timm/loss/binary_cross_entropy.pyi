"""timm.loss.binary_cross_entropy: it applies the sigmoid itself; class indices are made one-hot."""

from torch.nn.modules.module import Module

__canonical__ = "timm.loss"

class BinaryCrossEntropy(Module):
    def __init__(self, smoothing: object = 0.1, target_threshold: object = None, weight: object = None, reduction: str = "mean", sum_classes: bool = False, pos_weight: object = None, smooth_dense: bool = False) -> None: ...
    def forward(self, x: Expects["binary-logits"], target: Target) -> Loss: ...
