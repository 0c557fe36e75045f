"""efficientnet_pytorch: EfficientNet."""

from efficientnet_pytorch.model import EfficientNet
