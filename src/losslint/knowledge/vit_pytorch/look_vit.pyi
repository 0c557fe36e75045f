"""vit_pytorch.look_vit: raw scores from the head; replacing that replaces the result."""

from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module

class LookViT(Module):
    to_logits: Linear
    def forward(self, *args: object, **kwargs: object) -> Through["to_logits"]: ...
