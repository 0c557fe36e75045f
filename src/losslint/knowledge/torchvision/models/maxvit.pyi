"""torchvision.models.maxvit: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class MaxVit(Module):
    classifier: Sequential
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def maxvit_t(*, weights: object = None, progress: bool = True, **kwargs: object) -> MaxVit: ...
