"""vit_pytorch.vivit: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

class ViViT(Module):
    mlp_head: Linear
    def forward(self, *args: object, **kwargs: object) -> Through["mlp_head"]: ...
