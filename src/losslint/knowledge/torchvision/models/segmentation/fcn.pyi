"""torchvision.models.segmentation.fcn: a dict; "out" comes from `classifier`."""

from torch.nn.modules.activation import ReLU
from torch.nn.modules.batchnorm import BatchNorm2d
from torch.nn.modules.container import Sequential
from torch.nn.modules.conv import Conv2d
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models.segmentation"

class Scores(TypedDict):
    out: Through["classifier"]
    aux: Through["aux_classifier"]

class FCNHead(Sequential[Conv2d, BatchNorm2d, ReLU, Dropout, Conv2d]):
    def __init__(self, in_channels: int, channels: int) -> None: ...

class FCN(Module):
    classifier: FCNHead
    aux_classifier: FCNHead
    def forward(self, x: Tensor) -> Scores: ...

def fcn_resnet50(*, weights: object = None, progress: bool = True, **kwargs: object) -> FCN: ...
def fcn_resnet101(*, weights: object = None, progress: bool = True, **kwargs: object) -> FCN: ...
