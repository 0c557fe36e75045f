"""apex.parallel: wrappers whose forward is the wrapped module's."""

from apex.parallel.distributed import DistributedDataParallel
from apex.parallel.optimized_sync_batchnorm import SyncBatchNorm

def convert_syncbn_model(module: T, process_group: object = None, channel_last: bool = False) -> T: ...
def create_syncbn_process_group(group_size: int) -> Nothing: ...
