"""timm.loss.jsd: it applies the softmax itself, to each split."""

from torch.nn.modules.module import Module

__canonical__ = "timm.loss"

class JsdCrossEntropy(Module):
    def __init__(self, num_splits: object = 3, alpha: object = 12, smoothing: object = 0.1) -> None: ...
    def forward(self, output: Expects["class-logits"], target: Target) -> Loss: ...
