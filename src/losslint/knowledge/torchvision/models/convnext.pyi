"""torchvision.models.convnext: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.flatten import Flatten
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module
from torch.nn.modules.normalization import LayerNorm

__canonical__ = "torchvision.models"

class LayerNorm2d(LayerNorm): ...

class ConvNeXt(Module):
    classifier: Sequential[LayerNorm2d, Flatten, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def convnext_tiny(*, weights: object = None, progress: bool = True, **kwargs: object) -> ConvNeXt: ...
def convnext_small(*, weights: object = None, progress: bool = True, **kwargs: object) -> ConvNeXt: ...
def convnext_base(*, weights: object = None, progress: bool = True, **kwargs: object) -> ConvNeXt: ...
def convnext_large(*, weights: object = None, progress: bool = True, **kwargs: object) -> ConvNeXt: ...
