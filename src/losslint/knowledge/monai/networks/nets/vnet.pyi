"""monai.networks.nets.vnet: raw scores of every place."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class VNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int = 3, in_channels: int = 1, out_channels: Units = 1, act: object = ('elu', {'inplace': True}), dropout_prob: object = 0.5, dropout_prob_down: object = 0.5, dropout_prob_up: object = (0.5, 0.5), dropout_dim: int = 3, bias: bool = False) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...
