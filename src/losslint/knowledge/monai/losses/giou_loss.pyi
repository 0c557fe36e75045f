"""monai.losses.giou_loss: boxes are compared."""

from torch.nn.modules.module import Module

__canonical__ = "monai.losses"

class BoxGIoULoss(Module):
    def __init__(self, reduction: object = ...) -> None: ...
    def forward(self, input: Expects["any"], target: Target) -> Loss: ...
