"""monai.networks.nets.highresnet: norm, activation and dropout come last: a ReLU unless it is said."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class HighResNet(Module):
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: int = 1, norm_type: object = ("batch", {"affine": True}), acti_type: object = ("relu", {"inplace": True}), dropout_prob: object = 0.0, bias: bool = False, layer_params: object = ..., channel_matching: object = ...) -> None: ...
    @overload
    def forward(self, x: object, *, acti_type: Literal["relu"] = "relu") -> Carries["nonnegative"]: ...
    @overload
    def forward(self, x: object) -> Nothing: ...
