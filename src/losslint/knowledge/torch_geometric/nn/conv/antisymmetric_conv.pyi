"""torch_geometric.nn.conv.antisymmetric_conv: the features, and a step of a convolution added."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class AntiSymmetricConv(Module):
    def __init__(self, in_channels: int, phi: object = None, num_iters: int = 1, epsilon: float = 0.1, gamma: float = 0.1, act: object = "tanh", act_kwargs: object = None, bias: bool = True) -> None: ...
    def forward(self, x: T, edge_index: object, *args: object, **kwargs: object) -> Mixture[T]: ...
