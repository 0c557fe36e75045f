"""monai.networks.nets.senet: raw scores from `last_linear`; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class SENet(Module):
    last_linear: Linear
    def __init__(self, spatial_dims: int, in_channels: int, block: object, layers: object, groups: int, reduction: int, dropout_prob: object = 0.2, dropout_dim: int = 1, inplanes: int = 128, downsample_kernel_size: int = 3, input_3x3: bool = True, num_classes: int = 1000) -> None: ...
    def forward(self, x: Tensor) -> Through["last_linear"]: ...

class SENet154(SENet):
    def __init__(self, layers: object = (3, 8, 36, 3), groups: int = 64, reduction: int = 16, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class SEResNet50(SENet):
    def __init__(self, layers: object = (3, 4, 6, 3), groups: int = 1, reduction: int = 16, dropout_prob: object = None, inplanes: int = 64, downsample_kernel_size: int = 1, input_3x3: bool = False, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class SEResNet101(SENet):
    def __init__(self, layers: object = (3, 4, 23, 3), groups: int = 1, reduction: int = 16, inplanes: int = 64, downsample_kernel_size: int = 1, input_3x3: bool = False, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class SEResNet152(SENet):
    def __init__(self, layers: object = (3, 8, 36, 3), groups: int = 1, reduction: int = 16, inplanes: int = 64, downsample_kernel_size: int = 1, input_3x3: bool = False, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class SEResNext50(SENet):
    def __init__(self, layers: object = (3, 4, 6, 3), groups: int = 32, reduction: int = 16, dropout_prob: object = None, inplanes: int = 64, downsample_kernel_size: int = 1, input_3x3: bool = False, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...

class SEResNext101(SENet):
    def __init__(self, layers: object = (3, 4, 23, 3), groups: int = 32, reduction: int = 16, dropout_prob: object = None, inplanes: int = 64, downsample_kernel_size: int = 1, input_3x3: bool = False, pretrained: bool = False, progress: bool = True, **kwargs: object) -> None: ...
