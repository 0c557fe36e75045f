"""segmentation_models_pytorch.decoders.pspnet: the model."""

from segmentation_models_pytorch.decoders.pspnet.model import PSPNet
