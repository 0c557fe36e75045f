"""kornia.losses.tversky: it applies the softmax over dimension 1 itself."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def tversky_loss(pred: Expects["class-logits"], target: Target, alpha: float, beta: float, eps: float = 1e-08, ignore_index: object = -100) -> Loss: ...

class TverskyLoss(Module):
    def __init__(self, alpha: float, beta: float, eps: float = 1e-08, ignore_index: object = -100) -> None: ...
    def forward(self, pred: Expects["class-logits"], target: Target) -> Loss: ...
