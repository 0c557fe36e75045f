"""torch_geometric.nn.models.graph_unet: a convolution comes last, without the activation."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class GraphUNet(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: Units, depth: int, pool_ratios: object = 0.5, sum_res: bool = True, act: object = "relu") -> None: ...
    def forward(self, x: Tensor, edge_index: object, batch: object = None, edge_weight: object = None) -> Carries["logits"]: ...
