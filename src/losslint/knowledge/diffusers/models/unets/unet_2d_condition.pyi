"""diffusers.models.unets.unet_2d_condition: a last convolution, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class UNet2DConditionModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, sample: Tensor, timestep: object, encoder_hidden_states: object, class_labels: object = None, timestep_cond: object = None, attention_mask: object = None, cross_attention_kwargs: object = None, added_cond_kwargs: object = None, down_block_additional_residuals: object = None, mid_block_additional_residual: object = None, down_intrablock_additional_residuals: object = None, encoder_attention_mask: object = None, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> UNet2DConditionModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> UNet2DConditionModel: ...
