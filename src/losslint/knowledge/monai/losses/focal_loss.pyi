"""monai.losses.focal_loss: it applies the sigmoid, or the softmax, itself."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class FocalLoss(_Loss):
    def __init__(self, include_background: bool = True, to_onehot_y: bool = False, gamma: float = 2.0, alpha: object = None, weight: object = None, reduction: object = "mean", use_softmax: bool = False, ignore_index: object = None) -> None: ...
    @overload
    def forward(self, input: Expects["binary-logits"], target: Target, *, use_softmax: Literal[False] = False, to_onehot_y: Literal[False] = False) -> Loss: ...
    @overload
    def forward(self, input: Expects["scores"], target: Target, *, use_softmax: Literal[False] = False, to_onehot_y: Literal[True]) -> Loss: ...
    @overload
    def forward(self, input: Expects["class-logits"], target: Target, *, use_softmax: Literal[True]) -> Loss: ...
