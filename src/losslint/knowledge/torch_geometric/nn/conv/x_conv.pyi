"""torch_geometric.nn.conv.x_conv: a linear layer comes last: raw scores."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class XConv(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, dim: int, kernel_size: int, hidden_channels: object = None, dilation: int = 1, bias: bool = True, num_workers: int = 1) -> None: ...
    def forward(self, x: object, pos: object, batch: object = None) -> Carries["logits"]: ...
