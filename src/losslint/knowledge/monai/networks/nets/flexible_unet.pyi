"""monai.networks.nets.flexible_unet: raw scores of every place. The head has no activation."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class FlexibleUNet(Module):
    units_dim: Literal[1]
    def __init__(self, in_channels: int, out_channels: Units, backbone: str, pretrained: bool = False, decoder_channels: object = (256, 128, 64, 32, 16), spatial_dims: int = 2, norm: object = ('batch', {'eps': 0.001, 'momentum': 0.1}), act: object = ('relu', {'inplace': True}), dropout: object = 0.0, decoder_bias: bool = False, upsample: str = "nontrainable", pre_conv: str = "default", interp_mode: str = "nearest", is_pad: bool = True) -> None: ...
    def forward(self, inputs: Tensor) -> Carries["logits"]: ...

FlexUNet = FlexibleUNet
