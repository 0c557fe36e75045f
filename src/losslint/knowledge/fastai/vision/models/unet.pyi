"""fastai.vision.models.unet: a convolution comes last, behind it a stretched sigmoid where `y_range` is given."""

from torch.nn.modules.module import Module

class DynamicUnet(Module):
    def __init__(self, encoder: object, n_out: object, img_size: object, blur: object = False, blur_final: object = True, self_attention: object = False, y_range: object = None, last_cross: object = True, bottle: object = False, act_cls: object = ..., init: object = ..., norm_type: object = None, **kwargs: object) -> None: ...
    @overload
    def forward(self, x: Tensor, *, y_range: Literal[None] = None, norm_type: Literal[None] = None) -> Carries["logits"]: ...
    @overload
    def forward(self, x: Tensor) -> Nothing: ...
