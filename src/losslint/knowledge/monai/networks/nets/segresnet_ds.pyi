"""monai.networks.nets.segresnet_ds: a convolution comes last; with more than one depth, while it trains, one for each."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class SegResNetDS(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, init_filters: int = 32, in_channels: int = 1, out_channels: Units = 2, act: object = "relu", norm: object = "batch", blocks_down: object = (1, 2, 2, 4), blocks_up: object = None, dsdepth: int = 1, preprocess: object = None, upsample_mode: object = "deconv", resolution: object = None) -> None: ...
    @overload
    def forward(self, x: object, *, dsdepth: Literal[1] = 1) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, *, dsdepth: object = ...) -> Nothing: ...
