"""torch.functional: re-exports of what stands in torch, and torch.nn.functional as F."""

from torch import cdist, einsum, norm, split
from torch.nn import functional as F
