"""torchaudio.functional.functional: it applies the log-softmax itself unless told otherwise."""

__canonical__ = "torchaudio.functional"

@overload
def rnnt_loss(logits: Expects["class-logits"], targets: Target, logit_lengths: object, target_lengths: object, blank: int = -1, clamp: float = -1, reduction: str = "mean", fused_log_softmax: Literal[True] = True) -> Loss: ...
@overload
def rnnt_loss(logits: Expects["log-probability"], targets: Target, logit_lengths: object, target_lengths: object, blank: int = -1, clamp: float = -1, reduction: str = "mean", fused_log_softmax: Literal[False] = ...) -> Loss: ...
