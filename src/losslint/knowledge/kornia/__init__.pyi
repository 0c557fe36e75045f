"""kornia: its losses."""

from kornia import losses
