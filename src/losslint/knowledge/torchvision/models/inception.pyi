"""torchvision.models.inception: in training a named tuple with auxiliary scores, in evaluation one tensor."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class Inception3(Module):
    fc: Linear
    def forward(self, x: Tensor) -> Nothing: ...

def inception_v3(*, weights: object = None, progress: bool = True, **kwargs: object) -> Inception3: ...
