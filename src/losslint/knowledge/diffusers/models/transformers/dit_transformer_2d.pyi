"""diffusers.models.transformers.dit_transformer_2d: a last linear layer, its patches put together, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class DiTTransformer2DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, hidden_states: Tensor, timestep: object = None, class_labels: object = None, cross_attention_kwargs: object = None, return_dict: bool = True) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> DiTTransformer2DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> DiTTransformer2DModel: ...
