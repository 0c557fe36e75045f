"""monai.networks.nets.varautoencoder: a tuple of reconstruction, mean, log-variance and sample; the first is a sigmoid by default."""

from monai.networks.nets.autoencoder import AutoEncoder

__canonical__ = "monai.networks.nets"

class VarAutoEncoder(AutoEncoder):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_shape: object, out_channels: Units, latent_size: int, channels: object, strides: object, kernel_size: object = 3, up_kernel_size: object = 3, num_res_units: int = 0, inter_channels: object = None, inter_dilations: object = None, num_inter_units: int = 2, act: object = ..., norm: object = ..., dropout: object = None, bias: bool = True, use_sigmoid: bool = True, use_mean_at_inference: bool = False) -> None: ...
    @overload
    def forward(self, x: Tensor, *, use_sigmoid: Literal[True] = True) -> tuple[Carries["sigmoid"], Nothing, Nothing, Nothing]: ...
    @overload
    def forward(self, x: Tensor, *, use_sigmoid: Literal[False]) -> tuple[Carries["logits"], Nothing, Nothing, Nothing]: ...
