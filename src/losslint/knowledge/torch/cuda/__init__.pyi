"""torch.cuda."""

from torch.cuda import amp
