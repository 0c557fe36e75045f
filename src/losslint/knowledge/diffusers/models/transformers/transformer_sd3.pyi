"""diffusers.models.transformers.transformer_sd3: a last linear layer, its patches put together, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class SD3Transformer2DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, hidden_states: Tensor, encoder_hidden_states: object = None, pooled_projections: object = None, timestep: object = None, block_controlnet_hidden_states: object = None, joint_attention_kwargs: object = None, return_dict: bool = True, skip_layers: object = None) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> SD3Transformer2DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> SD3Transformer2DModel: ...
