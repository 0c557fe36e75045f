"""monai.transforms.post: what stands behind a model."""

from monai.transforms.post.array import Activations, AsDiscrete
