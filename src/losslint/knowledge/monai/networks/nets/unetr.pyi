"""monai.networks.nets.unetr: raw scores of every place."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class UNETR(Module):
    units_dim: Literal[1]
    def __init__(self, in_channels: int, out_channels: Units, img_size: object, feature_size: int = 16, hidden_size: int = 768, mlp_dim: int = 3072, num_heads: int = 12, proj_type: str = "conv", norm_name: object = "instance", conv_block: bool = True, res_block: bool = True, dropout_rate: float = 0.0, spatial_dims: int = 3, qkv_bias: bool = False, save_attn: bool = False) -> None: ...
    def forward(self, x_in: Tensor) -> Carries["logits"]: ...
