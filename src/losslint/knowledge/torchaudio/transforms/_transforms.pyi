"""torchaudio.transforms._transforms: it applies the log-softmax itself unless told otherwise."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.transforms"

class RNNTLoss(Module):
    def __init__(self, blank: int = -1, clamp: float = -1.0, reduction: str = "mean", fused_log_softmax: bool = True) -> None: ...
    @overload
    def forward(self, logits: Expects["class-logits"], targets: Target, logit_lengths: object, target_lengths: object, *, fused_log_softmax: Literal[True] = True) -> Loss: ...
    @overload
    def forward(self, logits: Expects["log-probability"], targets: Target, logit_lengths: object, target_lengths: object, *, fused_log_softmax: Literal[False]) -> Loss: ...
