"""torchvision."""

from torchvision import datasets, models, ops, transforms
