"""monai.networks.nets.segresnet: raw scores of every place; without the last convolution, features."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class SegResNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, init_filters: int = 8, in_channels: int = 1, out_channels: Units = 2, dropout_prob: object = None, act: object = ('RELU', {'inplace': True}), norm: object = ('GROUP', {'num_groups': 8}), norm_name: str = "", num_groups: int = 8, use_conv_final: bool = True, blocks_down: object = (1, 2, 2, 4), blocks_up: object = (1, 1, 1), upsample_mode: object = ...) -> None: ...
    @overload
    def forward(self, x: Tensor, *, use_conv_final: Literal[True] = True) -> Carries["logits"]: ...
    @overload
    def forward(self, x: Tensor, *, use_conv_final: Literal[False]) -> Nothing: ...

class SegResNetVAE(SegResNet):
    units_dim: Literal[1]
    def __init__(self, input_image_size: object, vae_estimate_std: bool = False, vae_default_std: float = 0.3, vae_nz: int = 256, spatial_dims: int = 3, init_filters: int = 8, in_channels: int = 1, out_channels: Units = 2, dropout_prob: object = None, act: object = ('RELU', {'inplace': True}), norm: object = ('GROUP', {'num_groups': 8}), use_conv_final: bool = True, blocks_down: object = (1, 2, 2, 4), blocks_up: object = (1, 1, 1), upsample_mode: object = ...) -> None: ...
    @overload
    def forward(self, x: Tensor, *, use_conv_final: Literal[True] = True) -> tuple[Carries["logits"], Nothing]: ...
    @overload
    def forward(self, x: Tensor, *, use_conv_final: Literal[False]) -> Nothing: ...
