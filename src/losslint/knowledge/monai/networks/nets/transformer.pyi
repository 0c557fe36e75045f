"""monai.networks.nets.transformer: the scores of the next token."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class DecoderOnlyTransformer(Module):
    units_dim: Literal[-1]
    def __init__(self, num_tokens: Units, max_seq_len: int, attn_layers_dim: int, attn_layers_depth: int, attn_layers_heads: int, with_cross_attention: bool = False, embedding_dropout_rate: float = 0.0, include_fc: bool = True, use_combined_linear: bool = False, use_flash_attention: bool = False) -> None: ...
    def forward(self, x: object, context: object = None) -> Carries["logits"]: ...
