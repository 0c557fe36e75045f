"""segmentation_models_pytorch.losses.lovasz: a hinge on scores of either sign, or, by `mode`, a softmax of its own. Nothing reads `from_logits`."""

from torch.nn.modules.loss import _Loss

__canonical__ = "segmentation_models_pytorch.losses"

class LovaszLoss(_Loss):
    def __init__(self, mode: str, per_image: bool = False, ignore_index: object = None, from_logits: bool = True) -> None: ...
    @overload
    def forward(self, y_pred: Expects["scores"], y_true: Target, *, mode: Literal["binary", "multilabel"]) -> Loss: ...
    @overload
    def forward(self, y_pred: Expects["class-logits"], y_true: Target, *, mode: Literal["multiclass"]) -> Loss: ...
