"""torchvision.models.video.resnet: raw scores from `fc`."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models.video"

class VideoResNet(Module):
    fc: Linear
    def forward(self, x: Tensor) -> Through["fc"]: ...

def r3d_18(*, weights: object = None, progress: bool = True, **kwargs: object) -> VideoResNet: ...
def mc3_18(*, weights: object = None, progress: bool = True, **kwargs: object) -> VideoResNet: ...
def r2plus1d_18(*, weights: object = None, progress: bool = True, **kwargs: object) -> VideoResNet: ...
