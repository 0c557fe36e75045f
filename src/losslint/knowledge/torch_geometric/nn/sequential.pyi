"""torch_geometric.nn.sequential: what the last of its modules gives."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class Sequential(Module):
    def __init__(self, input_args: str, modules: object) -> None: ...
    def forward(self, *args: object, **kwargs: object) -> Called["modules"]: ...
