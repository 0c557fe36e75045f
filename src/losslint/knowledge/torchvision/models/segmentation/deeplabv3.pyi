"""torchvision.models.segmentation.deeplabv3: a dict; "out" comes from `classifier`."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models.segmentation"

class Scores(TypedDict):
    out: Through["classifier"]
    aux: Through["aux_classifier"]

class DeepLabV3(Module):
    classifier: Sequential
    aux_classifier: Sequential
    def forward(self, x: Tensor) -> Scores: ...

def deeplabv3_resnet50(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
def deeplabv3_resnet101(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
def deeplabv3_mobilenet_v3_large(*, weights: object = None, progress: bool = True, **kwargs: object) -> DeepLabV3: ...
