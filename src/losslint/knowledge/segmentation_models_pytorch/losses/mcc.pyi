"""segmentation_models_pytorch.losses.mcc: correlation of probabilities with a mask."""

from torch.nn.modules.loss import _Loss

__canonical__ = "segmentation_models_pytorch.losses"

class MCCLoss(_Loss):
    def __init__(self, eps: float = 1e-05) -> None: ...
    def forward(self, y_pred: Expects["probability"], y_true: Target) -> Loss: ...
