"""monai.networks.nets.swin_unetr: raw scores of every place."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class SwinUNETR(Module):
    units_dim: Literal[1]
    def __init__(self, in_channels: int, out_channels: Units, patch_size: int = 2, depths: object = (2, 2, 2, 2), num_heads: object = (3, 6, 12, 24), window_size: object = 7, qkv_bias: bool = True, mlp_ratio: float = 4.0, feature_size: int = 24, norm_name: object = "instance", drop_rate: float = 0.0, attn_drop_rate: float = 0.0, dropout_path_rate: float = 0.0, normalize: bool = True, norm_layer: object = ..., patch_norm: bool = False, use_checkpoint: bool = False, spatial_dims: int = 3, downsample: object = "merging", use_v2: bool = False, use_hyena: bool = False, hyena_stages: object = None, hyena_kernel_size: int = 3, hyena_kernel_mlp_dim: int = 32, hyena_kernel_layers: int = 3, hyena_mask_max_attenuation: float = 0.95, hyena_fft_padding: str = "circular", hyena_grid_type: str = "single", hyena_use_chunked_fft: bool = False, hyena_use_fft_short_conv: bool = False, hyena_omega_0: float = 10.0, hyena_l_cache: int = 32, hyena_short_conv_fft_chunks: int = 0, use_flash_attention: bool = False) -> None: ...
    def forward(self, x_in: Tensor) -> Carries["logits"]: ...
