"""torch.nn.modules.batchnorm: unbounded whatever goes in."""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn"

class _BatchNorm(Module):
    def forward(self, input: T) -> Normalised[T]: ...

class BatchNorm1d(_BatchNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class BatchNorm2d(_BatchNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class BatchNorm3d(_BatchNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyBatchNorm1d(_BatchNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyBatchNorm2d(_BatchNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class LazyBatchNorm3d(_BatchNorm):
    def __init__(self, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...

class SyncBatchNorm(_BatchNorm):
    def __init__(self, num_features: int, eps: float = 1e-05, momentum: float = 0.1, affine: bool = True, track_running_stats: bool = True, process_group: object = None, device: object = None, dtype: object = None, *, bias: bool = True) -> None: ...
    @classmethod
    def convert_sync_batchnorm(cls, module: T, process_group: object = None) -> T: ...
