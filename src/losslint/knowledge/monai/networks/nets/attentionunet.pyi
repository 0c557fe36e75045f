"""monai.networks.nets.attentionunet: raw scores of every place."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class AttentionUnet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, channels: object, strides: object, kernel_size: object = 3, up_kernel_size: object = 3, dropout: float = 0.0) -> None: ...
    def forward(self, x: Tensor) -> Carries["logits"]: ...
