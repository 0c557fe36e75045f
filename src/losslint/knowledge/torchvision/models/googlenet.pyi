"""torchvision.models.googlenet: in training a named tuple with auxiliary scores, in evaluation one tensor."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class GoogLeNet(Module):
    fc: Linear
    def forward(self, x: Tensor) -> Nothing: ...

def googlenet(*, weights: object = None, progress: bool = True, **kwargs: object) -> GoogLeNet: ...
