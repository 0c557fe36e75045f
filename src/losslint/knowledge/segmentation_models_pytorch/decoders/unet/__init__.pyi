"""segmentation_models_pytorch.decoders.unet: the model."""

from segmentation_models_pytorch.decoders.unet.model import Unet
