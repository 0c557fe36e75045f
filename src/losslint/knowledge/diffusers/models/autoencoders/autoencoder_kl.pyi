"""diffusers.models.autoencoders.autoencoder_kl: the decoder ends in a convolution, as `sample`."""

from torch.nn.modules.module import Module

__canonical__ = "diffusers"

class Sampled(NamedTuple):
    sample: Carries["logits"]

class AutoencoderKL(Module):
    def __init__(self, *args: object, **kwargs: object) -> None: ...
    def forward(self, sample: Tensor, sample_posterior: bool = False, return_dict: bool = True, generator: object = None) -> Sampled: ...
    def decode(self, z: Tensor, return_dict: bool = True, generator: object = None) -> Sampled: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, **kwargs: object) -> AutoencoderKL: ...
    @classmethod
    def from_config(cls, config: object, **kwargs: object) -> AutoencoderKL: ...
