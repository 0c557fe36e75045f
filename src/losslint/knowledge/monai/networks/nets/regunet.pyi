"""monai.networks.nets.regunet: convolutions of several depths, averaged, without an activation unless it is said."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class RegUNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, num_channel_initial: int, depth: int, out_kernel_initializer: object = "kaiming_uniform", out_activation: object = None, out_channels: Units = 3, extract_levels: object = None, pooling: bool = True, concat_skip: bool = False, encode_kernel_sizes: object = 3) -> None: ...
    @overload
    def forward(self, x: object, *, out_activation: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object) -> Nothing: ...

class LocalNet(RegUNet):
    def __init__(self, spatial_dims: int, in_channels: int, num_channel_initial: int, extract_levels: object, out_kernel_initializer: object = "kaiming_uniform", out_activation: object = None, out_channels: Units = 3, pooling: bool = True, use_additive_sampling: bool = True, concat_skip: bool = False, mode: str = "nearest", align_corners: object = None) -> None: ...
