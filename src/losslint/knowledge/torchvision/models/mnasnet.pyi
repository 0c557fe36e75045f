"""torchvision.models.mnasnet: raw scores from `classifier`; replacing that replaces the result."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class MNASNet(Module):
    classifier: Sequential[Dropout, Linear]
    def forward(self, x: Tensor) -> Through["classifier"]: ...

def mnasnet0_5(*, weights: object = None, progress: bool = True, **kwargs: object) -> MNASNet: ...
def mnasnet0_75(*, weights: object = None, progress: bool = True, **kwargs: object) -> MNASNet: ...
def mnasnet1_0(*, weights: object = None, progress: bool = True, **kwargs: object) -> MNASNet: ...
def mnasnet1_3(*, weights: object = None, progress: bool = True, **kwargs: object) -> MNASNet: ...
