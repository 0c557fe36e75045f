"""torch.nn.parallel: wrappers whose forward is the wrapped module's."""

from torch.nn.parallel.data_parallel import DataParallel, data_parallel
from torch.nn.parallel.distributed import DistributedDataParallel
