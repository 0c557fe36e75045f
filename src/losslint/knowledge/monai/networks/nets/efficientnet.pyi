"""monai.networks.nets.efficientnet: raw scores from `_fc`; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class EfficientNet(Module):
    _fc: Linear
    def __init__(self, blocks_args_str: object, spatial_dims: int = 2, in_channels: int = 3, num_classes: int = 1000, width_coefficient: float = 1.0, depth_coefficient: float = 1.0, dropout_rate: float = 0.2, image_size: int = 224, norm: object = ('batch', {'eps': 0.001, 'momentum': 0.01}), drop_connect_rate: float = 0.2, depth_divisor: int = 8) -> None: ...
    def forward(self, inputs: Tensor) -> Through["_fc"]: ...

class EfficientNetBN(EfficientNet):
    def __init__(self, model_name: str, pretrained: bool = True, progress: bool = True, spatial_dims: int = 2, in_channels: int = 3, num_classes: int = 1000, norm: object = ('batch', {'eps': 0.001, 'momentum': 0.01}), adv_prop: bool = False) -> None: ...
