"""apex.amp: mixed precision."""

from apex.amp.frontend import initialize
from apex.amp.handle import scale_loss
