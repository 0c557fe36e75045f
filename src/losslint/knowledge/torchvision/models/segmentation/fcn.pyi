"""torchvision.models.segmentation.fcn: a dict; "out" comes from `classifier`."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models.segmentation"

class Scores(TypedDict):
    out: Through["classifier"]
    aux: Through["aux_classifier"]

class FCN(Module):
    classifier: Sequential
    aux_classifier: Sequential
    def forward(self, x: Tensor) -> Scores: ...

def fcn_resnet50(*, weights: object = None, progress: bool = True, **kwargs: object) -> FCN: ...
def fcn_resnet101(*, weights: object = None, progress: bool = True, **kwargs: object) -> FCN: ...
