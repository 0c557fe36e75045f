"""x_transformers.continuous: a linear layer comes last where `dim_out` is given."""

from torch.nn.modules.module import Module

__canonical__ = "x_transformers"

class ContinuousTransformerWrapper(Module):
    def __init__(self, *, max_seq_len: object = None, attn_layers: object, dim_in: object = None, dim_out: object = None, project_in: object = None, project_out: object = None, max_mem_len: object = 0, num_memory_tokens: object = None, post_emb_norm: object = False, emb_dropout: object = 0.0, use_abs_pos_emb: object = True, scaled_sinu_pos_emb: object = False, average_pool_embed: object = False, probabilistic: object = False, use_identity_if_same_dim: object = False) -> None: ...
    @overload
    def forward(self, x: object, return_embeddings: object = False, return_intermediates: object = False, return_mems: object = False, mask: object = None, lens: object = None, return_attn: object = False, mems: object = None, mem_masks: object = None, pos: object = None, sum_embeds: object = None, prepend_embeds: object = None, prepend_mask: object = None, cache: object = None, input_not_include_cache: object = False, seq_start_pos: object = None, *, dim_out: Literal[None] = None, project_out: object = None, **kwargs: object) -> Nothing: ...
    @overload
    def forward(self, x: object, return_embeddings: Literal[False] = False, return_intermediates: Literal[False] = False, return_mems: Literal[False] = False, mask: object = None, lens: object = None, return_attn: Literal[False] = False, mems: object = None, mem_masks: object = None, pos: object = None, sum_embeds: object = None, prepend_embeds: object = None, prepend_mask: object = None, cache: object = None, input_not_include_cache: object = False, seq_start_pos: object = None, *, probabilistic: Literal[False] = False, project_out: Literal[None] = None, use_identity_if_same_dim: Literal[False] = False, **kwargs: object) -> Carries["logits"]: ...
    @overload
    def forward(self, x: object, return_embeddings: object = False, return_intermediates: object = False, return_mems: object = False, mask: object = None, lens: object = None, return_attn: object = False, mems: object = None, mem_masks: object = None, pos: object = None, sum_embeds: object = None, prepend_embeds: object = None, prepend_mask: object = None, cache: object = None, input_not_include_cache: object = False, seq_start_pos: object = None, **kwargs: object) -> Nothing: ...
