"""vit_pytorch.vit_with_keel_post_ln: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

class ViT(Module):
    mlp_head: Linear
    def __init__(self, *, num_classes: int, **kwargs: object) -> None: ...
    @overload
    def forward(self, img: Tensor, *, num_classes: Literal[0]) -> Nothing: ...
    @overload
    def forward(self, img: Tensor) -> Through["mlp_head"]: ...
