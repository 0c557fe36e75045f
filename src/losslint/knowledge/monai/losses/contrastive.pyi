"""monai.losses.contrastive: embeddings are compared."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class ContrastiveLoss(_Loss):
    def __init__(self, temperature: float = 0.5, batch_size: int = -1) -> None: ...
    def forward(self, input: Expects["embedding"], target: Target) -> Loss: ...
