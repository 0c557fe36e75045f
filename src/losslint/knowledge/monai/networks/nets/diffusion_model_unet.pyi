"""monai.networks.nets.diffusion_model_unet: raw values of a convolution, the noise or whatever it is trained to give; of a
classifier the scores."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class DiffusionModelUNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, num_res_blocks: object = (2, 2, 2, 2), channels: object = (32, 64, 64, 64), attention_levels: object = (False, False, True, True), norm_num_groups: int = 32, norm_eps: float = 1e-06, resblock_updown: bool = False, num_head_channels: object = 8, with_conditioning: bool = False, transformer_num_layers: int = 1, cross_attention_dim: object = None, num_class_embeds: object = None, upcast_attention: bool = False, dropout_cattn: float = 0.0, include_fc: bool = True, use_combined_linear: bool = False, use_flash_attention: bool = False) -> None: ...
    def forward(self, x: object, timesteps: object, context: object = None, class_labels: object = None, down_block_additional_residuals: object = None, mid_block_additional_residual: object = None) -> Carries["logits"]: ...

class DiffusionModelEncoder(Module):
    units_dim: Literal[-1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, num_res_blocks: object = (2, 2, 2, 2), channels: object = (32, 64, 64, 64), attention_levels: object = (False, False, True, True), norm_num_groups: int = 32, norm_eps: float = 1e-06, resblock_updown: bool = False, num_head_channels: object = 8, with_conditioning: bool = False, transformer_num_layers: int = 1, cross_attention_dim: object = None, num_class_embeds: object = None, upcast_attention: bool = False, include_fc: bool = True, use_combined_linear: bool = False, use_flash_attention: bool = False) -> None: ...
    def forward(self, x: object, timesteps: object, context: object = None, class_labels: object = None) -> Carries["logits"]: ...
