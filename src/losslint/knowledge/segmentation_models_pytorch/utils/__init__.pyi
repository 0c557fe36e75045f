"""segmentation_models_pytorch.utils: the older losses."""

from segmentation_models_pytorch.utils import losses
