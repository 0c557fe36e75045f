"""monai.networks.nets.unet: raw scores of every place: the last block is a convolution alone."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class UNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, channels: object, strides: object, kernel_size: object = 3, up_kernel_size: object = 3, num_res_units: int = 0, act: object = ..., norm: object = ..., dropout: float = 0.0, bias: bool = True, adn_ordering: str = "NDA") -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...

Unet = UNet
