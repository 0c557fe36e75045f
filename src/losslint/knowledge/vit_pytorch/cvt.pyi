"""vit_pytorch.cvt: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

class CvT(Module):
    to_logits: Sequential
    def forward(self, *args: object, **kwargs: object) -> Through["to_logits"]: ...
