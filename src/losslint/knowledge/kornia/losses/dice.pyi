"""kornia.losses.dice: it applies the softmax over dimension 1 itself."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def dice_loss(pred: Expects["class-logits"], target: Target, average: str = "micro", eps: float = 1e-08, weight: object = None, ignore_index: object = -100) -> Loss: ...

class DiceLoss(Module):
    def __init__(self, average: str = "micro", eps: float = 1e-08, weight: object = None, ignore_index: object = -100) -> None: ...
    def forward(self, pred: Expects["class-logits"], target: Target) -> Loss: ...
