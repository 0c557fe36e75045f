"""vit_pytorch.attn_residual_with_dca_simple_vit: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

class SimpleViT(Module):
    linear_head: Linear
    def forward(self, *args: object, **kwargs: object) -> Through["linear_head"]: ...
