"""vit_pytorch.mp3: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

class ViT(Module):
    linear_head: Sequential
    def forward(self, *args: object, **kwargs: object) -> Through["linear_head"]: ...
