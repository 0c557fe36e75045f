"""torch.nn.modules.instancenorm: unbounded whatever goes in."""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn"

class _InstanceNorm(Module):
    def forward(self, input: T) -> Normalised[T]: ...

class InstanceNorm1d(_InstanceNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = False, track_running_stats: bool = False, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class InstanceNorm2d(_InstanceNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = False, track_running_stats: bool = False, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class InstanceNorm3d(_InstanceNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = False, track_running_stats: bool = False, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyInstanceNorm1d(_InstanceNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyInstanceNorm2d(_InstanceNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyInstanceNorm3d(_InstanceNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...
