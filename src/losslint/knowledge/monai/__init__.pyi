"""monai: medical images."""

from monai import inferers, losses, networks, transforms
