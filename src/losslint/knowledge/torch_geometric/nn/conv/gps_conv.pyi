"""torch_geometric.nn.conv.gps_conv: a residual network of convolution and attention."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class GPSConv(Module):
    def __init__(self, channels: int, conv: object, heads: int = 1, dropout: float = 0.0, act: str = "relu", act_kwargs: object = None, norm: object = "batch_norm", norm_kwargs: object = None, attn_type: str = "multihead", attn_kwargs: object = None) -> None: ...
    def forward(self, x: object, edge_index: object, batch: object = None, **kwargs: object) -> Carries["real"]: ...
