"""vit_pytorch.simple_flash_attn_vit: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

class SimpleViT(Module):
    linear_head: Sequential
    def forward(self, *args: object, **kwargs: object) -> Through["linear_head"]: ...
