"""catalyst.contrib.losses.focal: the sigmoid is applied inside, of several classes to each apart."""

from torch.nn.modules.module import Module

__canonical__ = "catalyst.contrib.losses"

class FocalLossBinary(Module):
    def __init__(self, ignore: int = None, reduced: bool = False, gamma: float = 2.0, alpha: float = 0.25, threshold: float = 0.5, reduction: str = "mean") -> None: ...
    def forward(self, logits: Expects["binary-logits"], targets: Target) -> Loss: ...

class FocalLossMultiClass(FocalLossBinary):
    def forward(self, logits: Expects["binary-logits"], targets: Target) -> Loss: ...
