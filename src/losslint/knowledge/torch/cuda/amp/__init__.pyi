"""torch.cuda.amp: the older names of torch.amp."""

from torch.amp import GradScaler
from torch.cuda.amp.autocast_mode import autocast
