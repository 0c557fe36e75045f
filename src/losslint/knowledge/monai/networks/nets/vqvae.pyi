"""monai.networks.nets.vqvae: the reconstruction and what its quantisation costs."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class VQVAE(Module):
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: int, channels: object = (96, 96, 192), num_res_layers: int = 3, num_res_channels: object = (96, 96, 192), downsample_parameters: object = ..., upsample_parameters: object = ..., num_embeddings: int = 32, embedding_dim: int = 64, embedding_init: str = "normal", commitment_cost: float = 0.25, decay: float = 0.5, epsilon: float = 1e-05, dropout: float = 0.0, act: object = ..., output_act: object = None, ddp_sync: bool = True, use_checkpointing: bool = False) -> None: ...
    @overload
    def forward(self, images: Tensor, *, output_act: Literal[None] = None) -> tuple[Carries["logits"], Loss]: ...
    @overload
    def forward(self, images: Tensor) -> tuple[Nothing, Loss]: ...
