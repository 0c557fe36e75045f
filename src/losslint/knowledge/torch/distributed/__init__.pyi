"""torch.distributed."""

from torch.distributed import fsdp
