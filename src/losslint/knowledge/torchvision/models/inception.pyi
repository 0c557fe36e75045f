"""torchvision.models.inception: in training a named tuple with auxiliary scores, in evaluation its first alone. A program that
unpacks it runs in training; one that grades it as it is means the first."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class InceptionOutputs(NamedTuple):
    logits: Through["fc"]
    aux_logits: Through["AuxLogits"]

class InceptionAux(Module):
    fc: Linear
    def forward(self, x: Tensor) -> Through["fc"]: ...

class Inception3(Module):
    AuxLogits: InceptionAux
    fc: Linear
    def forward(self, x: Tensor) -> InceptionOutputs: ...

def inception_v3(*, weights: object = None, progress: bool = True, **kwargs: object) -> Inception3: ...
