"""torch.functional: re-exports of what stands in torch."""

from torch import cdist, einsum, norm, split
