"""torch_geometric.nn.models.mlp: raw scores of the last linear layer, unless `plain_last` is false."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class MLP(Module):
    def __init__(self, channel_list: object = None, *, in_channels: object = None, hidden_channels: object = None, out_channels: object = None, num_layers: object = None, dropout: object = 0.0, act: object = "relu", act_first: bool = False, act_kwargs: object = None, norm: object = "batch_norm", norm_kwargs: object = None, plain_last: bool = True, bias: object = True, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: Tensor, batch: object = None, batch_size: object = None, return_emb: Literal[None] = None, *, plain_last: Literal[True] = True) -> Carries["logits"]: ...
    @overload
    def forward(self, x: Tensor, batch: object = None, batch_size: object = None, return_emb: object = ...) -> Nothing: ...
