"""kornia.losses.depth_smooth: how much an inverse depth changes where its image does not."""

from torch.nn.modules.module import Module

__canonical__ = "kornia.losses"

def inverse_depth_smoothness_loss(idepth: Expects["any"], image: Target) -> Loss: ...

class InverseDepthSmoothnessLoss(Module):
    def forward(self, idepth: Expects["any"], image: Target) -> Loss: ...
