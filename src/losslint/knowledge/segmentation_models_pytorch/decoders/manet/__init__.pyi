"""segmentation_models_pytorch.decoders.manet: the model."""

from segmentation_models_pytorch.decoders.manet.model import MAnet
