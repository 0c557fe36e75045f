"""torchvision.models.mobilenetv3: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.activation import Hardswish
from torch.nn.modules.container import Sequential
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class MobileNetV3(Module):
    classifier: Sequential[Linear, Hardswish, Dropout, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def mobilenet_v3_large(*, weights: object = None, progress: bool = True, **kwargs: object) -> MobileNetV3: ...
def mobilenet_v3_small(*, weights: object = None, progress: bool = True, **kwargs: object) -> MobileNetV3: ...
