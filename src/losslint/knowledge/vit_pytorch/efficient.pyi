"""vit_pytorch.efficient: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

class ViT(Module):
    mlp_head: Sequential
    def forward(self, *args: object, **kwargs: object) -> Through["mlp_head"]: ...
