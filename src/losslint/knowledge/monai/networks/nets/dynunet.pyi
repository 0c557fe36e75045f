"""monai.networks.nets.dynunet: raw scores of every place; with `deep_supervision` those of every depth are stacked in training."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class DynUNet(Module):
    units_dim: Literal[1]
    def __init__(self, spatial_dims: int, in_channels: int, out_channels: Units, kernel_size: object, strides: object, upsample_kernel_size: object, filters: object = None, dropout: object = None, norm_name: object = ('INSTANCE', {'affine': True}), act_name: object = ('leakyrelu', {'inplace': True, 'negative_slope': 0.01}), deep_supervision: bool = False, deep_supr_num: int = 1, res_block: bool = False, trans_bias: bool = False) -> None: ...
    @overload
    def forward(self, x: Tensor, *, deep_supervision: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: Tensor, *, deep_supervision: Literal[True]) -> Nothing: ...

DynUnet = DynUNet
Dynunet = DynUNet
