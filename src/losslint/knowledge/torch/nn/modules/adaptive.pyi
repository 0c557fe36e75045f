"""torch.nn.modules.adaptive: scores, log-softmax and loss in one; its input are features."""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn"

class ASMoutput(NamedTuple):
    output: Carries["log-probability"]
    loss: Loss

class AdaptiveLogSoftmaxWithLoss(Module):
    def __init__(self, in_features: int, n_classes: int, cutoffs: object, div_value: float = 4.0, head_bias: bool = False, device: object = None, dtype: object = None) -> None: ...
    def forward(self, input_: Tensor, target_: Tensor) -> ASMoutput: ...
    def log_prob(self, input: Tensor) -> Carries["log-softmax"]: ...
    def predict(self, input: Tensor) -> Carries["hard"]: ...
