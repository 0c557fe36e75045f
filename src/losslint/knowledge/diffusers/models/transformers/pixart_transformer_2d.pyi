"""diffusers.models.transformers.pixart_transformer_2d: a last linear layer, its patches put together, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class PixArtTransformer2DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, hidden_states: Tensor, encoder_hidden_states: object = None, timestep: object = None, added_cond_kwargs: object = None, cross_attention_kwargs: object = None, attention_mask: object = None, encoder_attention_mask: object = None, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> PixArtTransformer2DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> PixArtTransformer2DModel: ...
