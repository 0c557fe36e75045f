"""torchvision.ops.misc: layers; what is gated or normalised is unbounded."""

from torch.nn.modules.module import Module
from torch.nn.modules.container import Sequential
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear

__canonical__ = "torchvision.ops"

class MLP(Sequential[..., Linear, Dropout]): ...

class FrozenBatchNorm2d(Module):
    def __init__(self, num_features: int, eps: float = 1e-05) -> None: ...
    def forward(self, x: T) -> Normalised[T]: ...

class Permute(Module):
    def __init__(self, dims: object) -> None: ...
    def forward(self, x: T) -> Structure[T]: ...
