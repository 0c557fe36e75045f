"""torchaudio.models.conv_tasnet: waveforms."""

from torch.nn.modules.module import Module

__canonical__ = "torchaudio.models"

class ConvTasNet(Module):
    def __init__(self, num_sources: int = 2, enc_kernel_size: int = 16, enc_num_feats: int = 512, msk_kernel_size: int = 3, msk_num_feats: int = 128, msk_num_hidden_feats: int = 512, msk_num_layers: int = 8, msk_num_stacks: int = 3, msk_activate: str = "sigmoid") -> None: ...
    def forward(self, input: Tensor) -> Carries["real"]: ...

def conv_tasnet_base(num_sources: int = 2) -> ConvTasNet: ...
