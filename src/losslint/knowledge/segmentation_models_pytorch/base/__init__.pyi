"""segmentation_models_pytorch.base: the base of the models."""

from segmentation_models_pytorch.base.model import SegmentationModel
