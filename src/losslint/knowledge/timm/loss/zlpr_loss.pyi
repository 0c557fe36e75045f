"""timm.loss.zlpr_loss: it compares scores with zero."""

from torch.nn.modules.module import Module

__canonical__ = "timm.loss"

class ZlprLoss(Module):
    def forward(self, x: Expects["scores"], target: Target) -> Loss: ...
