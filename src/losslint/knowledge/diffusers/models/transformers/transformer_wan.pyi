"""diffusers.models.transformers.transformer_wan: a last linear layer, its patches put together, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class WanTransformer3DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, hidden_states: Tensor, timestep: object, encoder_hidden_states: object, encoder_hidden_states_image: object = None, return_dict: bool = True, attention_kwargs: object = None) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> WanTransformer3DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> WanTransformer3DModel: ...
