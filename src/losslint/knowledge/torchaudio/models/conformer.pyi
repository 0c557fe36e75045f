"""torchaudio.models.conformer: real features, and their lengths."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.models"

class Conformer(Module):
    def __init__(self, input_dim: int, num_heads: int, ffn_dim: int, num_layers: int, depthwise_conv_kernel_size: int, dropout: float = 0.0, use_group_norm: bool = False, convolution_first: bool = False) -> None: ...
    def forward(self, input: Tensor, lengths: Tensor) -> tuple[Carries["real"], Nothing]: ...
