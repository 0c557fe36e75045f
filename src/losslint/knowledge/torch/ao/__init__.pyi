"""torch.ao."""

from torch.ao import quantization
