"""torch.autograd.variable: Variable is the tensor itself since torch 0.4."""

__canonical__ = "torch.autograd"

@overload
def Variable(data: T, requires_grad: Literal[True], volatile: bool | None = None) -> Learnt[T]: ...
@overload
def Variable(data: T, requires_grad: bool | None = None, volatile: bool | None = None) -> T: ...
