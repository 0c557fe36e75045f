"""torch_geometric.nn.dense.dense_gin_conv: what `nn` gives for the sum of the neighbours."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DenseGINConv(Module):
    def __init__(self, nn: object, eps: float = 0.0, train_eps: bool = False) -> None: ...
    def forward(self, x: object, adj: object, mask: object = None, add_loop: bool = True) -> Called["nn"]: ...
