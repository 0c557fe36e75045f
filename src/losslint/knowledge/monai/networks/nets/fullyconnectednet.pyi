"""monai.networks.nets.fullyconnectednet: raw values of a linear layer."""

from torch.nn.modules.container import Sequential
from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class FullyConnectedNet(Sequential):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, out_channels: Units, hidden_channels: object, dropout: object = None, act: object = ..., bias: bool = True, adn_ordering: object = None) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...

class VarFullyConnectedNet(Module):
    def __init__(self, in_channels: int, out_channels: int, latent_size: int, encode_channels: object, decode_channels: object, dropout: object = None, act: object = ..., bias: bool = True, adn_ordering: object = None) -> None: ...
    def forward(self, x: object) -> tuple[Carries["sigmoid"], Carries["logits"], Nothing, Nothing]: ...
