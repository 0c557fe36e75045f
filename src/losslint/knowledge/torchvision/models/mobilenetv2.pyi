"""torchvision.models.mobilenetv2: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class MobileNetV2(Module):
    classifier: Sequential[Dropout, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def mobilenet_v2(*, weights: object = None, progress: bool = True, **kwargs: object) -> MobileNetV2: ...
