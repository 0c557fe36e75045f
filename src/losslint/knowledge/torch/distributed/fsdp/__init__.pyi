"""torch.distributed.fsdp."""

from torch.nn.modules.module import Module

class FullyShardedDataParallel(Module):
    def __init__(self, module: object, *args: object, **kwargs: object) -> None: ...
