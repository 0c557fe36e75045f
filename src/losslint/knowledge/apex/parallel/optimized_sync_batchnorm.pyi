"""apex.parallel.optimized_sync_batchnorm: batch norm over all processes."""

from torch.nn.modules.batchnorm import BatchNorm2d

__canonical__ = "apex.parallel"

class SyncBatchNorm(BatchNorm2d): ...
