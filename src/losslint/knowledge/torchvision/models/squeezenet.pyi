"""torchvision.models.squeezenet: `classifier` ends in a convolution, a relu and an average over all places. That average is
called real: it was designed so, and that the scores are not negative is no mistake of the program that uses it."""

from torch.nn.modules.activation import ReLU
from torch.nn.modules.container import Sequential
from torch.nn.modules.conv import Conv2d
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.module import Module
from torch.nn.modules.pooling import AdaptiveAvgPool2d

__canonical__ = "torchvision.models"

class _Scores(AdaptiveAvgPool2d):
    def forward(self, input: Tensor) -> Carries["real"]: ...

class SqueezeNet(Module):
    classifier: Sequential[Dropout, Conv2d, ReLU, _Scores]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def squeezenet1_0(*, weights: object = None, progress: bool = True, **kwargs: object) -> SqueezeNet: ...
def squeezenet1_1(*, weights: object = None, progress: bool = True, **kwargs: object) -> SqueezeNet: ...
