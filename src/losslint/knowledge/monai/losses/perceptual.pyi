"""monai.losses.perceptual: features of images are compared."""

from torch.nn.modules.module import Module

__canonical__ = "monai.losses"

class PerceptualLoss(Module):
    def __init__(self, spatial_dims: int, network_type: str = ..., is_fake_3d: bool = True, fake_3d_ratio: float = 0.5, cache_dir: object = None, pretrained: bool = True, pretrained_path: object = None, pretrained_state_dict_key: object = None, channel_wise: bool = False) -> None: ...
    def forward(self, input: Expects["any"], target: Target) -> Loss: ...
