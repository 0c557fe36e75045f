"""segmentation_models_pytorch.decoders.pan: the model."""

from segmentation_models_pytorch.decoders.pan.model import PAN
