"""torchvision."""

from torchvision import models, ops
