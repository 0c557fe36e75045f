"""monai.networks.nets.vit: a pair: the class scores, through a tanh by default, or the features; and the hidden states."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class ViT(Module):
    def __init__(self, in_channels: int, img_size: object, patch_size: object, hidden_size: int = 768, mlp_dim: int = 3072, num_layers: int = 12, num_heads: int = 12, proj_type: str = "conv", pos_embed_type: str = "learnable", classification: bool = False, num_classes: int = 2, dropout_rate: float = 0.0, spatial_dims: int = 3, post_activation: object = "Tanh", qkv_bias: bool = False, save_attn: bool = False) -> None: ...
    @overload
    def forward(self, x: Tensor, *, classification: Literal[True], post_activation: Literal["Tanh"] = "Tanh") -> tuple[Carries["tanh"], Nothing]: ...
    @overload
    def forward(self, x: Tensor, *, classification: Literal[True], post_activation: object = ...) -> tuple[Nothing, Nothing]: ...
    @overload
    def forward(self, x: Tensor, *, classification: Literal[False] = False, post_activation: object = ...) -> tuple[Carries["real"], Nothing]: ...
