"""vit_pytorch.t2t: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

class T2TViT(Module):
    mlp_head: Linear
    def forward(self, *args: object, **kwargs: object) -> Through["mlp_head"]: ...
