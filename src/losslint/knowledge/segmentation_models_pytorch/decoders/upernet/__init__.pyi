"""segmentation_models_pytorch.decoders.upernet: the model."""

from segmentation_models_pytorch.decoders.upernet.model import UPerNet
