"""monai.networks.nets.milmodel: raw scores of a bag from `myfc`, which every pooling ends in or averages; with `no_head`, features."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class MILModel(Module):
    units_dim: Literal[-1]
    def __init__(self, num_classes: Units, mil_mode: str = "att", pretrained: bool = True, backbone: object = None, backbone_num_features: object = None, trans_blocks: int = 4, trans_dropout: float = 0.0) -> None: ...
    @overload
    def forward(self, x: Tensor, no_head: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, x: Tensor, no_head: object = ...) -> Nothing: ...
