"""torch.nn.parallel: wrappers whose forward is the wrapped module's."""

from torch.nn.parallel.data_parallel import DataParallel
from torch.nn.parallel.distributed import DistributedDataParallel

# It calls the module that it is given; the evaluator follows that call.
def data_parallel(module: object, inputs: object, device_ids: object = None, output_device: object = None, dim: int = 0, module_kwargs: object = None) -> Nothing: ...
