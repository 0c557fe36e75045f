"""monai.networks: networks."""

from monai.networks import nets
