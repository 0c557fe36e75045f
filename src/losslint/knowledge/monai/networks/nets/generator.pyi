"""monai.networks.nets.generator: raw values of a convolution."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class Generator(Module):
    def __init__(self, latent_shape: object, start_shape: object, channels: object, strides: object, kernel_size: object = 3, num_res_units: int = 2, act: object = ..., norm: object = ..., dropout: object = None, bias: bool = True) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...
