"""segmentation_models_pytorch.decoders.dpt: the model."""

from segmentation_models_pytorch.decoders.dpt.model import DPT
