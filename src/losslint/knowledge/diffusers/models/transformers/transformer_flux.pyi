"""diffusers.models.transformers.transformer_flux: a last linear layer, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class FluxTransformer2DModel(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, hidden_states: Tensor, encoder_hidden_states: object = None, pooled_projections: object = None, timestep: object = None, img_ids: object = None, txt_ids: object = None, guidance: object = None, joint_attention_kwargs: object = None, controlnet_block_samples: object = None, controlnet_single_block_samples: object = None, return_dict: bool = True, controlnet_blocks_repeat: bool = False) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> FluxTransformer2DModel: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> FluxTransformer2DModel: ...
