"""segmentation_models_pytorch.decoders.deeplabv3: the model."""

from segmentation_models_pytorch.decoders.deeplabv3.model import DeepLabV3, DeepLabV3Plus
