"""torchaudio.models.deepspeech: log-probabilities over the last of three dimensions."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.models"

class DeepSpeech(Module):
    units_dim: Literal[2]
    def __init__(self, n_feature: int, n_hidden: int = 2048, n_class: Units = 40, dropout: float = 0.0) -> None: ...
    def forward(self, x: Tensor, *, dim: int = 2) -> Carries["log-softmax"]: ...
