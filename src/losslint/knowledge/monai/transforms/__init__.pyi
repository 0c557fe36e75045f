"""monai.transforms."""

from monai.transforms.post.array import Activations, AsDiscrete
