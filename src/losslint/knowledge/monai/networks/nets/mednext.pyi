"""monai.networks.nets.mednext: a convolution comes last; with `deep_supervision`, while it trains, one for each depth."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class MedNeXt(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, init_filters: int = 32, in_channels: int = 1, out_channels: Units = 2, encoder_expansion_ratio: object = 2, decoder_expansion_ratio: object = 2, bottleneck_expansion_ratio: int = 2, kernel_size: int = 7, deep_supervision: bool = False, use_residual_connection: bool = False, blocks_down: object = (2, 2, 2, 2), blocks_bottleneck: int = 2, blocks_up: object = (2, 2, 2, 2), norm_type: str = "group", global_resp_norm: bool = False) -> None: ...
    @overload
    def forward(self, x: object, *, deep_supervision: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, *, deep_supervision: Literal[True]) -> Nothing: ...

class MedNeXtS(MedNeXt):
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, kernel_size: int = 3, deep_supervision: bool = False) -> None: ...

class MedNeXtB(MedNeXt):
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, kernel_size: int = 3, deep_supervision: bool = False) -> None: ...

class MedNeXtM(MedNeXt):
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, kernel_size: int = 3, deep_supervision: bool = False) -> None: ...

class MedNeXtL(MedNeXt):
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 2, kernel_size: int = 3, deep_supervision: bool = False) -> None: ...

MedNext = MedNeXt
MedNextS = MedNeXtS
MedNeXtSmall = MedNeXtS
MedNextSmall = MedNeXtS
MedNextB = MedNeXtB
MedNeXtBase = MedNeXtB
MedNextBase = MedNeXtB
MedNextM = MedNeXtM
MedNeXtMedium = MedNeXtM
MedNextMedium = MedNeXtM
MedNextL = MedNeXtL
MedNeXtLarge = MedNeXtL
MedNextLarge = MedNeXtL
