"""segmentation_models_pytorch.decoders.fpn: the model."""

from segmentation_models_pytorch.decoders.fpn.model import FPN
