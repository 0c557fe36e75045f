"""monai.networks.nets.transchex: a linear layer comes last."""

from torch.nn.modules.module import Module

__canonical__ = "monai.networks.nets"

class Transchex(Module):
    units_dim: Literal[-1]
    def __init__(self, in_channels: int, img_size: object, patch_size: object, num_classes: Units, num_language_layers: int, num_vision_layers: int, num_mixed_layers: int, hidden_size: int = 768, drop_out: float = 0.0, attention_probs_dropout_prob: float = 0.1, gradient_checkpointing: bool = False, hidden_act: str = "gelu", hidden_dropout_prob: float = 0.1, initializer_range: float = 0.02, intermediate_size: int = 3072, layer_norm_eps: float = 1e-12, max_position_embeddings: int = 512, model_type: str = "bert", num_attention_heads: int = 12, num_hidden_layers: int = 12, pad_token_id: int = 0, position_embedding_type: str = "absolute", transformers_version: str = "4.10.2", type_vocab_size: int = 2, use_cache: bool = True, vocab_size: int = 30522, chunk_size_feed_forward: int = 0, is_decoder: bool = False, add_cross_attention: bool = False, path_or_repo_id: object = "bert-base-uncased", filename: str = "pytorch_model.bin") -> None: ...
    def forward(self, input_ids: object, token_type_ids: object = None, vision_feats: object = None) -> Carries["logits"]: ...
