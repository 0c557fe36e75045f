"""monai.networks.nets.dints: a convolution comes last."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class DiNTS(Module):
    units_dim: Literal[1]
    def __init__(self, dints_space: object, in_channels: int, num_classes: Units, act_name: object = "RELU", norm_name: object = ("INSTANCE", {"affine": True}), spatial_dims: int = 3, use_downsample: bool = True, node_a: object = None) -> None: ...
    def forward(self, x: object) -> Carries["logits"]: ...
