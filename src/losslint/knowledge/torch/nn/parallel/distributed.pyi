"""torch.nn.parallel.distributed."""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn.parallel"

class DistributedDataParallel(Module):
    def __init__(self, module: object, device_ids: object = None, output_device: object = None, *args: object, **kwargs: object) -> None: ...
