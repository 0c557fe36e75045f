"""torch_geometric.nn.conv.dir_gnn_conv: a convolution in both directions, and a linear layer added."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DirGNNConv(Module):
    def __init__(self, conv: object, alpha: float = 0.5, root_weight: bool = True) -> None: ...
    @overload
    def forward(self, x: object, edge_index: object, *, root_weight: Literal[True] = True) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, edge_index: object, *, root_weight: object = ...) -> Mixture[Called["conv"]]: ...
