"""torchvision.models.maxvit: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.activation import Tanh
from torch.nn.modules.container import Sequential
from torch.nn.modules.flatten import Flatten
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module
from torch.nn.modules.normalization import LayerNorm
from torch.nn.modules.pooling import AdaptiveAvgPool2d

__canonical__ = "torchvision.models"

class MaxVit(Module):
    classifier: Sequential[AdaptiveAvgPool2d, Flatten, LayerNorm, Linear, Tanh, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def maxvit_t(*, weights: object = None, progress: bool = True, **kwargs: object) -> MaxVit: ...
