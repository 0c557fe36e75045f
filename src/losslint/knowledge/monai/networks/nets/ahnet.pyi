"""monai.networks.nets.ahnet: a convolution comes last, enlarged."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class AHNet(Module):
    units_dim: Literal[1]
    def __init__(self, layers: object = (3, 4, 6, 3), spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 1, psp_block_num: int = 4, upsample_mode: str = "transpose", pretrained: bool = False, progress: bool = True) -> None: ...
    def forward(self, x: object) -> Carries["logits"]: ...

AHnet = AHNet
Ahnet = AHNet
