"""monai.networks.nets.basic_unet: raw scores of every place."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class BasicUNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, features: object = (32, 32, 64, 128, 256, 32), act: object = ('LeakyReLU', {'negative_slope': 0.1, 'inplace': True}), norm: object = ('instance', {'affine': True}), bias: bool = True, dropout: object = 0.0, upsample: str = "deconv") -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...

BasicUnet = BasicUNet
Basicunet = BasicUNet
basicunet = BasicUNet
