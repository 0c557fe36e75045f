"""torch.autograd.variable: Variable is the tensor itself since torch 0.4."""

__canonical__ = "torch.autograd"

def Variable(data: T, requires_grad: bool | None = None, volatile: bool | None = None) -> T: ...
