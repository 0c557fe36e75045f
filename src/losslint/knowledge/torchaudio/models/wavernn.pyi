"""torchaudio.models.wavernn: raw scores of the next sample."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.models"

class WaveRNN(Module):
    units_dim: Literal[-1]
    def __init__(self, upsample_scales: object, n_classes: Units, hop_length: int, n_res_block: int = 10, n_rnn: int = 512, n_fc: int = 512, kernel_size: int = 5, n_freq: int = 128, n_hidden: int = 128, n_output: int = 128) -> None: ...
    def forward(self, waveform: Tensor, specgram: Tensor) -> Carries["logits"]: ...
