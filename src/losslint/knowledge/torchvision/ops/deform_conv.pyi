"""torchvision.ops.deform_conv: a convolution."""

from torch.nn.modules.module import Module

__canonical__ = "torchvision.ops"

class DeformConv2d(Module):
    units_dim: Literal[1]
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True) -> None: ...
    def forward(self, input: object, offset: object, mask: object = None) -> Carries["logits"]: ...
