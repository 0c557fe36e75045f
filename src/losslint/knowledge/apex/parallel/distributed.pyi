"""apex.parallel.distributed: the wrapped module's own results."""

from torch.nn.modules.module import Module

__canonical__ = "apex.parallel"

class DistributedDataParallel(Module):
    def __init__(self, module: object, message_size: int = 10000000, delay_allreduce: bool = False, shared_param: object = None, allreduce_trigger_params: object = None, retain_allreduce_buffers: bool = False, allreduce_always_fp32: bool = False, num_allreduce_streams: int = 1, allreduce_communicators: object = None, gradient_average: bool = True, gradient_predivide_factor: float = 1.0, gradient_average_split_factor: object = None, prof: bool = False) -> None: ...
