"""kornia.losses.lovasz_hinge: a hinge on scores of either sign."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def lovasz_hinge_loss(pred: Expects["scores"], target: Target) -> Loss: ...

class LovaszHingeLoss(Module):
    def __init__(self) -> None: ...
    def forward(self, pred: Expects["scores"], target: Target) -> Loss: ...
