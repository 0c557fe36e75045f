"""torchvision.models.alexnet: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.activation import ReLU
from torch.nn.modules.container import Sequential
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module
from torch.nn.modules.pooling import MaxPool2d

__canonical__ = "torchvision.models"

class AlexNet(Module):
    features: Sequential[..., ReLU, MaxPool2d]
    classifier: Sequential[Dropout, Linear, ReLU, Dropout, Linear, ReLU, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def alexnet(*, weights: object = None, progress: bool = True, **kwargs: object) -> AlexNet: ...
