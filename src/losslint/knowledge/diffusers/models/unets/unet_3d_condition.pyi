"""diffusers.models.unets.unet_3d_condition: a last convolution, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class UNet3DConditionModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, sample: Tensor, timestep: object, encoder_hidden_states: object, class_labels: object = None, timestep_cond: object = None, attention_mask: object = None, cross_attention_kwargs: object = None, down_block_additional_residuals: object = None, mid_block_additional_residual: object = None, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> UNet3DConditionModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> UNet3DConditionModel: ...
