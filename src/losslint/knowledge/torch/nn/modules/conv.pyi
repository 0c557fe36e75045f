"""torch.nn.modules.conv: raw scores, one per channel."""

from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter

__canonical__ = "torch.nn"

class Conv1d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor) -> Carries["logits"]: ...

class Conv2d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor) -> Carries["logits"]: ...

class Conv3d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor) -> Carries["logits"]: ...

class ConvTranspose1d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor, output_size: object = None) -> Carries["logits"]: ...

class ConvTranspose2d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor, output_size: object = None) -> Carries["logits"]: ...

class ConvTranspose3d(Module):
    units_dim: Literal[1]
    weight: Parameter
    bias: Parameter
    def __init__(self, in_channels: int, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor, output_size: object = None) -> Carries["logits"]: ...

class LazyConv1d(Conv1d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...

class LazyConv2d(Conv2d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...

class LazyConv3d(Conv3d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...

class LazyConvTranspose1d(ConvTranspose1d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...

class LazyConvTranspose2d(ConvTranspose2d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...

class LazyConvTranspose3d(ConvTranspose3d):
    def __init__(self, out_channels: Units, kernel_size: object, stride: int = 1, padding: int = 0, output_padding: int = 0, groups: int = 1, bias: bool = True, dilation: int = 1, padding_mode: str = "zeros", device: object = None, dtype: object = None) -> None: ...
