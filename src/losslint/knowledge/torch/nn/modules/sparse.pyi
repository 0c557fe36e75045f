"""torch.nn.modules.sparse: rows of a table, unbounded."""

from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter

__canonical__ = "torch.nn"

class Embedding(Module):
    units_dim: Literal[-1]
    weight: Parameter
    def __init__(self, num_embeddings: int, embedding_dim: Units, padding_idx: object = None, max_norm: object = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False, _weight: object = None, _freeze: bool = False, device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor) -> Carries["real"]: ...
    @classmethod
    def from_pretrained(cls, embeddings: Tensor, *args: object, **kwargs: object) -> Embedding: ...

class EmbeddingBag(Module):
    units_dim: Literal[-1]
    weight: Parameter
    def __init__(self, num_embeddings: int, embedding_dim: Units, max_norm: object = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False, _weight: object = None, include_last_offset: bool = False, padding_idx: object = None, device: object = None, dtype: object = None) -> None: ...
    def forward(self, input: Tensor, offsets: object = None, per_sample_weights: object = None) -> Carries["real"]: ...
    @classmethod
    def from_pretrained(cls, embeddings: Tensor, *args: object, **kwargs: object) -> EmbeddingBag: ...
