"""diffusers.models.unets.unet_2d: a last convolution, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class UNet2DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, sample: Tensor, timestep: object, class_labels: object = None, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> UNet2DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> UNet2DModel: ...
