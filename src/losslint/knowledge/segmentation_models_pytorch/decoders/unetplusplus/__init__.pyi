"""segmentation_models_pytorch.decoders.unetplusplus: the model."""

from segmentation_models_pytorch.decoders.unetplusplus.model import UnetPlusPlus
