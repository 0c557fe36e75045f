"""monai.networks.nets.autoencoder: raw values of a convolution."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class AutoEncoder(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, channels: object, strides: object, kernel_size: object = 3, up_kernel_size: object = 3, num_res_units: int = 0, inter_channels: object = None, inter_dilations: object = None, num_inter_units: int = 2, act: object = ..., norm: object = ..., dropout: object = None, bias: bool = True, padding: object = None) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...
