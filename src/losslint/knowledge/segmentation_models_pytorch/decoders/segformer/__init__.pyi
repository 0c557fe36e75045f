"""segmentation_models_pytorch.decoders.segformer: the model."""

from segmentation_models_pytorch.decoders.segformer.model import Segformer
