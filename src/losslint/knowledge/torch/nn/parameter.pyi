"""torch.nn.parameter: a tensor that belongs to a module; its values are free."""

from torch._tensor import Tensor

__canonical__ = "torch.nn"

class Parameter(Tensor):
    def __init__(self, data: object = None, requires_grad: bool = True) -> None: ...

class UninitializedParameter(Parameter):
    def __init__(self, requires_grad: bool = True, device: object = None, dtype: object = None) -> None: ...

class Buffer(Tensor):
    def __init__(self, data: object = None, *, persistent: bool = True) -> None: ...

class UninitializedBuffer(Tensor):
    def __init__(self, requires_grad: bool = False, device: object = None, dtype: object = None, persistent: bool = True) -> None: ...
