"""monai.networks.nets.voxelmorph: the image, warped, and the field that warps it."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class VoxelMorph(Module):
    def __init__(self, backbone: object = None, integration_steps: int = 7, half_res: bool = False, spatial_dims: int = 3) -> None: ...
    def forward(self, moving: object, fixed: object) -> tuple[Nothing, Carries["real"]]: ...
