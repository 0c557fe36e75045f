"""torchvision.models by name: any classifier of images, of which no more is said than that it gives raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torchvision.models"

class _Classifier(Module):
    def forward(self, x: Tensor) -> Carries["logits"]: ...

def get_model(name: object, **config: object) -> _Classifier: ...
