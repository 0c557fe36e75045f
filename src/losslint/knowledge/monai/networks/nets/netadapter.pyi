"""monai.networks.nets.netadapter: raw scores from the new last layer `fc`; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class NetAdapter(Module):
    fc: Linear
    def __init__(self, model: object, num_classes: int = 1, dim: int = 2, in_channels: object = None, use_conv: bool = False, pool: object = ('avg', {'kernel_size': 7, 'stride': 1}), bias: bool = True, fc_name: str = "fc", node_name: str = "") -> None: ...
    def forward(self, x: Tensor) -> Through["fc"]: ...
