"""torchvision.ops.stochastic_depth: zeros, and the rest divided by its share."""

from torch.nn.modules.module import Module

__canonical__ = "torchvision.ops"

class StochasticDepth(Module):
    def __init__(self, p: float, mode: str) -> None: ...
    def forward(self, input: T) -> Scaled[T]: ...
