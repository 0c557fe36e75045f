"""torch.nn.parallel.data_parallel."""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn"

class DataParallel(Module):
    def __init__(self, module: object, device_ids: object = None, output_device: object = None, dim: int = 0) -> None: ...
