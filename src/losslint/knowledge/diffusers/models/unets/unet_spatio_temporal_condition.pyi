"""diffusers.models.unets.unet_spatio_temporal_condition: a last convolution, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class UNetSpatioTemporalConditionModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, sample: Tensor, timestep: object, encoder_hidden_states: object, added_time_ids: object, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> UNetSpatioTemporalConditionModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> UNetSpatioTemporalConditionModel: ...
