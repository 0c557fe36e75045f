"""monai.losses.nacl_loss: cross-entropy and a penalty, on raw scores."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class NACLLoss(_Loss):
    def __init__(self, classes: int, dim: int, kernel_size: int = 3, kernel_ops: str = "mean", distance_type: str = "l1", alpha: float = 0.1, sigma: float = 1.0) -> None: ...
    def forward(self, inputs: Expects["class-logits"], targets: Target) -> Loss: ...
