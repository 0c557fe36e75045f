"""monai: medical images."""

from monai import losses, networks
