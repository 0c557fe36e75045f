"""segmentation_models_pytorch.decoders.linknet: the model."""

from segmentation_models_pytorch.decoders.linknet.model import Linknet
