"""kornia.losses.lovasz_softmax: it applies the softmax over dimension 1 itself."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def lovasz_softmax_loss(pred: Expects["class-logits"], target: Target, weight: object = None) -> Loss: ...

class LovaszSoftmaxLoss(Module):
    def __init__(self, weight: object = None) -> None: ...
    def forward(self, pred: Expects["class-logits"], target: Target) -> Loss: ...
