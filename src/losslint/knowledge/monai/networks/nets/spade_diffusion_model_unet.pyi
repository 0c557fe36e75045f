"""monai.networks.nets.spade_diffusion_model_unet: raw values of a convolution."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class SPADEDiffusionModelUNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, label_nc: int, **kwargs: object) -> None: ...
    def forward(self, x: object, timesteps: object, seg: object, context: object = None, class_labels: object = None, down_block_additional_residuals: object = None, mid_block_additional_residual: object = None) -> Carries["logits"]: ...
