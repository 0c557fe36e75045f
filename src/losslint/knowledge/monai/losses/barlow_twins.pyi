"""monai.losses.barlow_twins: embeddings are compared."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class BarlowTwinsLoss(_Loss):
    def __init__(self, lambd: float = 0.005) -> None: ...
    def forward(self, input: Expects["embedding"], target: Target) -> Loss: ...
