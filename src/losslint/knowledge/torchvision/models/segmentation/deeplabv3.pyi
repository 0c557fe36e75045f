"""torchvision.models.segmentation.deeplabv3: a dict; "out" comes from `classifier`."""

from torch.nn.modules.activation import ReLU
from torch.nn.modules.batchnorm import BatchNorm2d
from torch.nn.modules.container import Sequential
from torch.nn.modules.conv import Conv2d
from torch.nn.modules.module import Module
from torchvision.models.segmentation.fcn import FCNHead

__canonical__ = "torchvision.models.segmentation"

class Scores(TypedDict):
    out: Through["classifier"]
    aux: Through["aux_classifier"]

class ASPP(Module):
    def __init__(self, in_channels: int, atrous_rates: object, out_channels: int = 256) -> None: ...
    def forward(self, x: Tensor) -> Nothing: ...

class DeepLabHead(Sequential[ASPP, Conv2d, BatchNorm2d, ReLU, Conv2d]):
    def __init__(self, in_channels: int, num_classes: int, atrous_rates: object = ...) -> None: ...

class DeepLabV3(Module):
    classifier: DeepLabHead
    aux_classifier: FCNHead
    def forward(self, x: Tensor) -> Scores: ...

def deeplabv3_resnet50(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
def deeplabv3_resnet101(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
def deeplabv3_mobilenet_v3_large(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
