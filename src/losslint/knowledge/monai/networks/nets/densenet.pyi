"""monai.networks.nets.densenet: raw scores from `class_layers.out`; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class _Classes(Module):
    out: Linear
    def forward(self, x: Tensor) -> Through["out"]: ...

class DenseNet(Module):
    class_layers: _Classes
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, init_features: int = 64, growth_rate: int = 32, block_config: object = (6, 12, 24, 16), bn_size: int = 4, act: object = ('relu', {'inplace': True}), norm: object = "batch", dropout_prob: float = 0.0) -> None: ...
    def forward(self, x: Tensor) -> Through["class_layers"]: ...

class DenseNet121(DenseNet):
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, init_features: int = 64, growth_rate: int = 32, block_config: object = (6, 12, 24, 16), pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class DenseNet169(DenseNet):
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, init_features: int = 64, growth_rate: int = 32, block_config: object = (6, 12, 32, 32), pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class DenseNet201(DenseNet):
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, init_features: int = 64, growth_rate: int = 32, block_config: object = (6, 12, 48, 32), pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class DenseNet264(DenseNet):
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, init_features: int = 64, growth_rate: int = 32, block_config: object = (6, 12, 64, 48), pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

Densenet = DenseNet
Densenet121 = DenseNet121
densenet121 = DenseNet121
Densenet169 = DenseNet169
densenet169 = DenseNet169
Densenet201 = DenseNet201
densenet201 = DenseNet201
Densenet264 = DenseNet264
densenet264 = DenseNet264
