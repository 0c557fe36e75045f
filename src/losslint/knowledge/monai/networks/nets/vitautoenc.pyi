"""monai.networks.nets.vitautoenc: the reconstruction, from a last convolution, and the hidden states."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class ViTAutoEnc(Module):
    def __init__(self, in_channels: int, img_size: object, patch_size: object, out_channels: int = 1, deconv_chns: int = 16, hidden_size: int = 768, mlp_dim: int = 3072, num_layers: int = 12, num_heads: int = 12, proj_type: str = "conv", dropout_rate: float = 0.0, spatial_dims: int = 3, qkv_bias: bool = False, save_attn: bool = False) -> None: ...
    def forward(self, x: Tensor) -> tuple[Carries["logits"], Nothing]: ...
