"""torchvision.models.squeezenet: `classifier` ends in a convolution, a relu and a pooling: its result is no raw score, and
which of its layers a program replaced cannot be said here."""

from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class SqueezeNet(Module):
    def forward(self, x: Tensor) -> Nothing: ...

def squeezenet1_0(*, weights: object = None, progress: bool = True, **kwargs: object) -> SqueezeNet: ...
def squeezenet1_1(*, weights: object = None, progress: bool = True, **kwargs: object) -> SqueezeNet: ...
