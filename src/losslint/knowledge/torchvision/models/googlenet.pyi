"""torchvision.models.googlenet: in training a named tuple with auxiliary scores, in evaluation (and with pretrained weights)
its first alone. A program that unpacks it runs in training; one that grades it as it is means the first."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class GoogLeNetOutputs(NamedTuple):
    logits: Through["fc"]
    aux_logits2: Through["aux2"]
    aux_logits1: Through["aux1"]

class InceptionAux(Module):
    fc1: Linear
    fc2: Linear
    def forward(self, x: Tensor) -> Through["fc2"]: ...

class GoogLeNet(Module):
    aux1: InceptionAux
    aux2: InceptionAux
    fc: Linear
    def forward(self, x: Tensor) -> GoogLeNetOutputs: ...

def googlenet(*, weights: object = None, progress: bool = True, **kwargs: object) -> GoogLeNet: ...
