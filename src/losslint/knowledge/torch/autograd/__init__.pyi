"""torch.autograd."""

from torch.autograd.variable import Variable

def grad(outputs: object, inputs: object, grad_outputs: object = None, retain_graph: bool | None = None, create_graph: bool = False, allow_unused: bool | None = None, is_grads_batched: bool = False, materialize_grads: bool = False) -> Nothing: ...
