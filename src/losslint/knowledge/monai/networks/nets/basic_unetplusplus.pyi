"""monai.networks.nets.basic_unetplusplus: raw scores of every place, in a list: one, or one for each depth with `deep_supervision`."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class BasicUNetPlusPlus(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, features: object = (32, 32, 64, 128, 256, 32), deep_supervision: bool = False, act: object = ('LeakyReLU', {'negative_slope': 0.1, 'inplace': True}), norm: object = ('instance', {'affine': True}), bias: bool = True, dropout: object = 0.0, upsample: str = "deconv") -> None: ...
    def forward(self, x: Tensor) -> tuple[Carries["logits"], ...]: ...

BasicUnetPlusPlus = BasicUNetPlusPlus
BasicunetPlusPlus = BasicUNetPlusPlus
basicunetplusplus = BasicUNetPlusPlus
