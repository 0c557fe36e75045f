"""vit_pytorch.twins_svt: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

class TwinsSVT(Module):
    layers: Sequential
    def forward(self, *args: object, **kwargs: object) -> Through["layers"]: ...
