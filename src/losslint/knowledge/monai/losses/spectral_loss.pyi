"""monai.losses.spectral_loss: spectra of images are compared."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class JukeboxLoss(_Loss):
    def __init__(self, spatial_dims: int, fft_signal_size: object = None, fft_norm: str = "ortho", reduction: object = "mean") -> None: ...
    def forward(self, input: Expects["any"], target: Target) -> Loss: ...
