"""monai.networks.nets.regressor: raw values of a linear layer."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class Regressor(Module):
    def __init__(self, in_shape: object, out_shape: object, channels: object, strides: object, kernel_size: object = 3, num_res_units: int = 2, act: object = ..., norm: object = ..., dropout: object = None, bias: bool = True) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...
