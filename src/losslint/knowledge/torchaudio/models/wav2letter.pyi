"""torchaudio.models.wav2letter: log-probabilities over dimension 1."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.models"

class Wav2Letter(Module):
    units_dim: Literal[1]
    def __init__(self, num_classes: Units = 40, input_type: str = "waveform", num_features: int = 1) -> None: ...
    def forward(self, x: Tensor, *, dim: int = 1) -> Carries["log-softmax"]: ...
